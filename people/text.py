"""Text as people type it, brought into one form before it is stored."""

import unicodedata

#: What shapes the letters beside it and is seen by that; every other format sign is invisible.
JOINERS = "\u200c\u200d"


def tidy(text: str) -> str:
    """Composed characters, nothing invisible, and no white space around it.

    What looks the same is stored the same; text that cannot be seen comes out empty.
    """
    seen = "".join(sign for sign in text if sign in JOINERS or unicodedata.category(sign) != "Cf")
    return unicodedata.normalize("NFC", seen).strip().strip(JOINERS)
