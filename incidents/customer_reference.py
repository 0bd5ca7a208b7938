"""The number of a customer's account or card: kept as a code that nobody can read back.

The same number gives the same code, so that who types it again finds the contacts. The key lies
outside the database: without it a copy of the database says nothing about any customer. ADR 0013.
"""

import hashlib
import hmac
import unicodedata

from django.conf import settings

#: Signs of a code that are shown, to tell one customer from another.
SHOWN = 8


def is_kept() -> bool:
    """Whether references are kept at all: only where the installation has a key for them."""
    return bool(settings.CUSTOMER_REFERENCE_KEY)


def plain(reference: str) -> str:
    """The letters and digits of a reference; case and everything in between say nothing."""
    read = unicodedata.normalize("NFKC", reference).casefold()
    return "".join(sign for sign in read if sign.isalnum())


def keyed_hash(reference: str) -> str:
    """Its code: HMAC-SHA256 in 64 hexadecimal digits."""
    key = settings.CUSTOMER_REFERENCE_KEY.encode()
    return hmac.new(key, plain(reference).encode(), hashlib.sha256).hexdigest()


def code_text(code: str) -> str:
    """The code as a page shows it; empty for none."""
    return f"{code[:SHOWN]}…" if code else ""
