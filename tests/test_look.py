"""The tokens of the look: dark is written twice and must agree, and every pair can be read."""

import re
from pathlib import Path

import pytest

TOKENS = (Path(__file__).parent.parent / "static" / "css" / "tokens.css").read_text()
TEXT, MARK = 4.5, 3.0
PAIRS = [
    *((ink, ground, TEXT) for ink in ("ink", "ink-soft") for ground in ("paper", "raised")),
    *((ink, "paper", TEXT) for ink in ("accent", "accent-strong", "attention", "error")),
    *(("on-accent", ground, TEXT) for ground in ("accent", "accent-strong")),
    *(("ink", ground, TEXT) for ground in ("accent-wash", "attention-wash")),
    *((mark, "paper", MARK) for mark in ("edge", "line", "attention-mark", "target")),
    *((mark, "band", MARK) for mark in ("line", "target")),
]


def colours(selector: str) -> dict[str, str]:
    block = TOKENS[TOKENS.index(selector) :].split("}")[0]
    return dict(re.findall(r"--k-([\w-]+): #(\w+);", block))


LIGHT = colours(":root {\n  color-scheme: light")
DARK = colours('[data-bs-theme="dark"] {')


def luminance(colour: str) -> float:
    full = "".join(2 * digit for digit in colour) if len(colour) == 3 else colour
    parts = [int(full[at : at + 2], 16) / 255 for at in (0, 2, 4)]
    red, green, blue = (p / 12.92 if p <= 0.03928 else ((p + 0.055) / 1.055) ** 2.4 for p in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    low, high = sorted((luminance(one), luminance(other)))
    return (high + 0.05) / (low + 0.05)


def test_contrast_is_counted_as_wcag_counts_it() -> None:
    assert contrast("000", "ffffff") == pytest.approx(21)
    assert contrast("777777", "fff") == pytest.approx(4.48, abs=0.005)


def test_dark_by_system_and_dark_by_choice_are_the_same() -> None:
    assert len(DARK) > 15
    assert colours(":root:not([data-bs-theme]) {") == DARK
    assert DARK.keys() == LIGHT.keys()


@pytest.mark.parametrize("theme", [LIGHT, DARK], ids=["light", "dark"])
@pytest.mark.parametrize(("ink", "ground", "least"), PAIRS)
def test_every_pair_can_be_read(theme: dict[str, str], ink: str, ground: str, least: float) -> None:
    assert contrast(theme[ink], theme[ground]) >= least
