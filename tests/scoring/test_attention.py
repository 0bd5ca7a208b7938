"""When attention for a behaviour slips: section 4 of the rules, for who had a habit of it."""

import pytest

from scoring.attention import attention_slips


@pytest.mark.parametrize(
    ("recent", "last_four", "four_before", "in_focus", "slips"),
    [
        (0, 5, 8, False, True),     # nothing in 14 days
        (1, 4, 8, False, False),    # half is not less than half
        (1, 3, 8, False, True),
        (1, 3, 7, False, True),
        (0, 0, 4, False, True),
        (0, 0, 3, False, False),    # less than once a week was no habit
        (0, 0, 0, False, False),
        (0, 0, 0, True, True),      # in focus it is asked for
        (1, 1, 0, True, False),
    ],
)  # fmt: skip
def test_attention_slips(recent, last_four, four_before, in_focus, slips):
    said = attention_slips(
        recent=recent, last_four=last_four, four_before=four_before, in_focus=in_focus
    )
    assert said is slips
