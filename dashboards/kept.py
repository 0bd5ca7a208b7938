"""What was written about a team's weeks, kept in this process for who reads the same next.

Safe by its key: revisions only rise, so a text under a key can be newer than the key, never older.
"""

from collections import OrderedDict
from collections.abc import Callable, Hashable
from threading import Lock
from typing import Generic, TypeVar

Text = TypeVar("Text")

#: A long week page is some 100 kB, so this many stay under 10 MB in a process.
MOST_KEPT = 64


class Kept(Generic[Text]):
    """The texts asked for last, by everything they depend on."""

    def __init__(self, most: int = MOST_KEPT) -> None:
        self._most = most
        self._texts: OrderedDict[Hashable, Text] = OrderedDict()
        self._lock = Lock()

    def get_or_write(self, key: Hashable, write: Callable[[], Text]) -> Text:
        """What is kept under `key`, else what `write` gives, kept from then on."""
        with self._lock:
            if key in self._texts:
                self._texts.move_to_end(key)
                return self._texts[key]
        text = write()
        with self._lock:
            self._texts[key] = text
            while len(self._texts) > self._most:
                self._texts.popitem(last=False)
        return text

    def clear(self) -> None:
        """Forget everything: for tests, which start over with the same keys."""
        with self._lock:
            self._texts.clear()
