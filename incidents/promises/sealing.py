"""Name and number on a callback note: encrypted at rest, gone once the promise is settled.

Fernet with a key derived from PROMISE_KEY. The first key seals; any of them opens, so that a key
can be changed without losing notes.
"""

import base64
import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from functools import lru_cache
from hashlib import sha256
from hmac import compare_digest
from secrets import token_urlsafe

from cryptography.fernet import Fernet, InvalidToken, MultiFernet
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from django.conf import settings

#: Bytes of chance in a link: 256 bits.
TOKEN_BYTES = 32


@dataclass(frozen=True)
class CallbackNote:
    """Whom to call: a name and a number, or the case in which both stand."""

    name: str = ""
    number: str = ""
    case: str = ""

    @property
    def is_empty(self) -> bool:
        """Whether it says nothing."""
        return not (self.name or self.number or self.case)

    @property
    def dialled(self) -> str:
        """The number as a telephone takes it."""
        return "".join(sign for sign in self.number if sign in "+0123456789")


def seal(note: CallbackNote) -> str:
    """The note as it is stored; empty for an empty one."""
    if note.is_empty:
        return ""
    return _box(tuple(settings.PROMISE_KEYS)).encrypt(json.dumps(asdict(note)).encode()).decode()


def unseal(sealed: str) -> CallbackNote | None:
    """The note again, empty for an empty text; None when no key of ours opens it."""
    if not sealed:
        return CallbackNote()
    try:
        text = _box(tuple(settings.PROMISE_KEYS)).decrypt(sealed.encode())
    except InvalidToken:
        return None
    return CallbackNote(**json.loads(text))


def new_token() -> str:
    """What stands in the address for an owner without an account."""
    return token_urlsafe(TOKEN_BYTES)


def digest_of(token: str) -> str:
    """What is stored of a token: it cannot be turned back."""
    return sha256(token.encode()).hexdigest()


def opens(token: str, digest: str) -> bool:
    """Whether this token is the one of which the digest was stored."""
    return bool(digest) and compare_digest(digest_of(token), digest)


@lru_cache
def _box(keys: Sequence[str]) -> MultiFernet:
    return MultiFernet([Fernet(_derived(key)) for key in keys])


def _derived(key: str) -> bytes:
    made = HKDF(SHA256(), length=32, salt=None, info=b"klantgedrag callback note")
    return base64.urlsafe_b64encode(made.derive(key.encode()))
