"""A phone in one hand: its screen, and taps on what a thumb can hit, counted."""

from time import monotonic

from playwright.sync_api import Locator

#: For Playwright's context: a phone of the smaller kind.
THUMB = {"viewport": {"width": 360, "height": 640}, "has_touch": True, "is_mobile": True}
#: How high a thing has to be for a thumb, and a link that stands in a text.
LEAST_PIXELS, LEAST_OF_A_LINK = 44, 24


class Thumb:
    """Taps, and counts them."""

    def __init__(self) -> None:
        self.taps, self.started = 0, monotonic()

    def tap(self, target: Locator, *, least: int = LEAST_PIXELS) -> None:
        """One tap on something at least so many pixels high."""
        box = target.bounding_box()
        assert box is not None
        assert box["height"] >= least
        target.tap()
        self.taps += 1

    @property
    def seconds(self) -> float:
        """Since it began."""
        return monotonic() - self.started

    def report(self, what: str) -> None:
        """Print how many taps and seconds it took."""
        print(f"\n{what}: {self.taps} taps, {self.seconds:.1f} s")
