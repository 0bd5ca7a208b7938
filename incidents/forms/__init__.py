"""What people fill in about a contact: validated and converted here, saved elsewhere."""

from incidents.forms.contact import ContactForm
from incidents.forms.customer import CustomerSearch
from incidents.forms.withdrawal import WithdrawalForm

__all__ = ["ContactForm", "CustomerSearch", "WithdrawalForm"]
