"""Reading a TOML table key by key, so that what nobody asked for is refused by name."""

from collections.abc import Iterable
from datetime import date, datetime
from typing import Any, TypeVar

from django.utils.translation import gettext as _

from incidents.imports.errors import MappingRefused

Value = TypeVar("Value")
REQUIRED: Any = object()


class TomlTable:
    """One table of the mapping; every key is taken once, `close` refuses those left over."""

    def __init__(self, data: dict[str, Any], path: str = "") -> None:
        self._left = dict(data)
        self._asked: list[str] = []
        self.path = path

    def __contains__(self, key: str) -> bool:
        return key in self._left

    def refuse(self, message: str) -> MappingRefused:
        """The error to raise about this table."""
        return MappingRefused(f"[{self.path}] {message}" if self.path else message)

    def text(self, key: str, default: str = REQUIRED) -> str:
        value = self._take(key, str, default, _("a text between quotes"))
        if value == "" and default is REQUIRED:
            raise self.refuse(_("“%(key)s” is empty.") % {"key": key})
        return value

    def flag(self, key: str, default: bool) -> bool:
        return self._take(key, bool, default, _("true or false"))

    def whole(self, key: str) -> int:
        return self._take(key, int, REQUIRED, _("a whole number"))

    def day(self, key: str, default: date | None = REQUIRED) -> date | None:
        return self._take(key, date, default, _("a date such as 2021-01-01, without quotes"))

    def choice(self, key: str, choices: Iterable[str], default: str = REQUIRED) -> str:
        value, known = self.text(key, default), sorted(choices)
        if value not in known:
            raise self.refuse(
                _("“%(key)s” is “%(value)s”; it can be: %(known)s.")
                % {"key": key, "value": value, "known": ", ".join(known)}
            )
        return value

    def texts(self, key: str, default: list[str] = REQUIRED) -> list[str]:
        value = self._take(key, list, default, _("a list of texts"))
        if not all(isinstance(each, str) for each in value):
            raise self._wrong(key, _("a list of texts"))
        return value

    def mapping(self, key: str, default: dict[str, Any] = REQUIRED) -> dict[str, Any]:
        return self._take(key, dict, default, _("a table"))

    def table(self, key: str) -> "TomlTable":
        return TomlTable(self.mapping(key), f"{self.path}.{key}" if self.path else key)

    def optional(self, key: str) -> "TomlTable | None":
        self._asked.append(key)
        return self.table(key) if key in self else None

    def tables(self, key: str) -> list["TomlTable"]:
        found = self._take(key, list, [], _("a list of tables, each under [[%s]]") % key)
        if not all(isinstance(each, dict) for each in found):
            raise self._wrong(key, _("a list of tables, each under [[%s]]") % key)
        return [TomlTable(each, f"{key} {number}") for number, each in enumerate(found, 1)]

    def close(self) -> None:
        """Refuse keys that mean nothing here, such as a slip of the pen."""
        if self._left:
            raise self.refuse(
                _("unknown: %(unknown)s. It can hold: %(known)s.")
                % {
                    "unknown": ", ".join(f"“{key}”" for key in self._left),
                    "known": ", ".join(sorted(set(self._asked))),
                }
            )

    def _take(self, key: str, kind: type[Value], default: Any, wanted: str) -> Value:
        self._asked.append(key)
        if key not in self._left:
            if default is REQUIRED:
                raise self.refuse(_("“%(key)s” is missing.") % {"key": key})
            return default
        value = self._left.pop(key)
        # To Python true is a number and a moment is a date; to who wrote the mapping they are not.
        odd = (kind is int and isinstance(value, bool)) or isinstance(value, datetime)
        if odd or not isinstance(value, kind):
            raise self._wrong(key, wanted)
        return value

    def _wrong(self, key: str, wanted: str) -> MappingRefused:
        return self.refuse(_("“%(key)s” has to be %(wanted)s.") % {"key": key, "wanted": wanted})
