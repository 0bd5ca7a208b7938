"""Whatever a file is, it is taken or refused in words, in bounded memory and time, never half."""

from collections import Counter
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.conftest import campaigns, many
from tests.incidents.imports.calls import written
from tests.incidents.imports.fed import LONGEST, MEMORY
from tests.incidents.imports.odd import EVERYTHING, make_everything
from tests.incidents.imports.odd_files import CSV_FILES, MAPPINGS, XLSX_FILES
from tests.incidents.imports.processes import fed, shared_database

pytestmark = pytest.mark.django_db(transaction=True)

#: Characters of one message; the names of fifty columns are the longest.
MOST_WORDS = 4_000
KINDS: dict[str, tuple[st.SearchStrategy[bytes], int]] = {
    "csv": (CSV_FILES, many(30, soak=5_000)),
    "xlsx": (XLSX_FILES, many(15, soak=1_000)),
}


@pytest.fixture
def database(tmp_path: Path) -> str:
    make_everything()
    return shared_database(tmp_path)


def assert_sound(answer: dict[str, Any]) -> None:
    """Nothing broke, nothing was stored by half, and nothing goes in twice."""
    assert "crash" not in answer, answer["crash"]
    assert "died" not in answer, answer
    assert answer["seconds"] < LONGEST
    assert answer["peak"] < MEMORY
    assert answer["contacts"] == answer["keys"] == answer["ledger"]
    assert answer["weeks without a revision"] == 0
    for words in (answer.get("refused", "-"), *answer.get("errors", ())):
        assert words.isprintable()
        assert 0 < len(words) < MOST_WORDS
    if counts := answer.get("counts"):
        assert counts["read"] == sum(counts.values()) - counts["read"]
        assert counts["added"] == answer["contacts"]
        if "again" in answer:
            again = answer["again"]["counts"]
            assert (again["read"], again["added"]) == (counts["read"], 0)


@pytest.mark.hypothesis
@pytest.mark.parametrize("kind", KINDS)
def test_no_file_ends_an_import_otherwise_than_in_words(database: str, tmp_path: Path, kind: str):
    files, examples = KINDS[kind]
    did: Counter[str] = Counter()

    with fed(database) as feed:

        @settings(max_examples=examples)
        @given(content=files, mapping=MAPPINGS, twice=st.booleans())
        def each(content: bytes, mapping: str, twice: bool) -> None:
            path = written(tmp_path, content, f"odd.{kind}")
            rejects = tmp_path / f"rejects.{kind}"
            answer = feed(file=str(path), mapping=mapping, rejects=str(rejects), twice=twice)
            assert_sound(answer)
            did["files"] += 1
            did["refused"] += "refused" in answer
            for name, rows in answer.get("counts", {}).items():
                did[name] += rows
            did["most MiB"] = max(did["most MiB"], answer["peak"] >> 20)
            did["longest ms"] = max(did["longest ms"], int(1_000 * answer["seconds"]))

        each()
    campaigns[f"odd {kind} files"] = str(dict(did))
    assert did["files"] >= examples
    assert did["refused"] > examples / 20
    assert did["added"] > examples / 4
    assert did["rejected"] > examples / 5


@pytest.mark.parametrize("fault", ["crash", "memory", "hang"])
def test_an_import_that_breaks_eats_or_hangs_would_be_noticed(
    database: str, tmp_path: Path, fault: str
):
    path, rejects = written(tmp_path, "Id\n"), tmp_path / "rejects.csv"
    task = {"file": str(path), "mapping": EVERYTHING, "rejects": str(rejects)}
    with fed(database) as feed:
        answer = feed(**task, fault=fault, longest=1 if fault == "hang" else LONGEST)
        with pytest.raises(AssertionError):
            assert_sound(answer)
        assert "refused" in feed(**task)
