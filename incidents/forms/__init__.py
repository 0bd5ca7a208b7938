"""What people fill in: validated and converted here, saved elsewhere."""

from incidents.forms.barrier import BarrierChangeForm, BarrierForm, BarrierTapForm
from incidents.forms.closing import ReopenForm
from incidents.forms.closing_day import ClosingDayForm
from incidents.forms.contact import ContactForm
from incidents.forms.customer import CustomerSearch
from incidents.forms.promise import HandOverAllForm, HandOverForm, NewTimeForm, PromiseForm
from incidents.forms.story import StoryForm
from incidents.forms.tally import TallyForm
from incidents.forms.withdrawal import WithdrawalForm

__all__ = [
    "BarrierChangeForm",
    "BarrierForm",
    "BarrierTapForm",
    "ClosingDayForm",
    "ContactForm",
    "CustomerSearch",
    "HandOverAllForm",
    "HandOverForm",
    "NewTimeForm",
    "PromiseForm",
    "ReopenForm",
    "StoryForm",
    "TallyForm",
    "WithdrawalForm",
]
