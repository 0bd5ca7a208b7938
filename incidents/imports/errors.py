"""What can be wrong with a mapping, a file or one row; each says so in plain words."""


class ImportRefused(Exception):
    """Nothing of the file is imported; the message says why and what to do."""


class MappingRefused(ImportRefused):
    """The mapping cannot be followed as it stands."""


class RowRefused(Exception):
    """One row does not go in; the others do. `column` is where, when it is one column."""

    def __init__(self, message: str, column: str = "") -> None:
        super().__init__(message)
        self.message = message
        self.column = column


def shown(text: str) -> str:
    """A text as it may stand in a message: short, on one line, nothing that moves a terminal."""
    short = text if len(text) <= 60 else f"{text[:60]}…"
    return "".join(sign if sign.isprintable() else "�" for sign in short)
