"""What people fill in: validated and converted here, saved elsewhere."""

from incidents.forms.closing_day import ClosingDayForm
from incidents.forms.contact import ContactForm
from incidents.forms.customer import CustomerSearch
from incidents.forms.promise import HandOverAllForm, HandOverForm, NewTimeForm, PromiseForm
from incidents.forms.withdrawal import WithdrawalForm

__all__ = [
    "ClosingDayForm",
    "ContactForm",
    "CustomerSearch",
    "HandOverAllForm",
    "HandOverForm",
    "NewTimeForm",
    "PromiseForm",
    "WithdrawalForm",
]
