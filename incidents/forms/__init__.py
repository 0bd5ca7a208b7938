"""What people fill in about a contact: validated and converted here, saved elsewhere."""

from incidents.forms.barrier import BarrierChangeForm, BarrierForm, BarrierTapForm
from incidents.forms.contact import ContactForm
from incidents.forms.customer import CustomerSearch
from incidents.forms.story import StoryForm
from incidents.forms.tally import TallyForm
from incidents.forms.withdrawal import WithdrawalForm

__all__ = [
    "BarrierChangeForm",
    "BarrierForm",
    "BarrierTapForm",
    "ContactForm",
    "CustomerSearch",
    "StoryForm",
    "TallyForm",
    "WithdrawalForm",
]
