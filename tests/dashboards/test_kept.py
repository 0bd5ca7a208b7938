"""What is kept for the next reader."""

from dashboards.kept import Kept


def test_a_text_is_written_once_a_key():
    kept, written = Kept(), []
    for key in ("a", "b", "a"):
        kept.get_or_write(key, lambda key=key: written.append(key) or key)
    assert written == ["a", "b"]


def test_the_longest_unread_goes_first():
    kept = Kept(most=2)
    for key in ("a", "b", "a", "c"):
        kept.get_or_write(key, lambda key=key: key)
    written = []
    for key in ("a", "c", "b"):
        kept.get_or_write(key, lambda key=key: written.append(key) or key)
    assert written == ["b"]


def test_nothing_is_left_after_clearing():
    kept = Kept()
    kept.get_or_write("a", lambda: "old")
    kept.clear()
    assert kept.get_or_write("a", lambda: "new") == "new"
