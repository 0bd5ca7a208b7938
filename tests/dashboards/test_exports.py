"""The files of the pages with figures: which words a column with words holds."""

import pytest
import time_machine

from tests.builders import NOW, make_person
from tests.dashboards.office import ADDRESS, WEEK, as_reader, log_week, make_balie, norm_of
from tests.dashboards.test_grid import rows_of

pytestmark = pytest.mark.django_db
TITLE, SENTENCE = "Picking up", "We pick up within 20 seconds"
BEHAVIOUR, NORM = {"en": "Behaviour", "nl": "Gedrag"}, {"en": "Norm", "nl": "Norm"}
#: The address of each file, and the column of words in it with what it holds.
FILES = {
    "a week": (ADDRESS, BEHAVIOUR, TITLE),
    "the grid": (f"/organisation/weeks/{WEEK}/", BEHAVIOUR, TITLE),
    "the weeks of a norm": (f"{ADDRESS}behaviours/TEL-01/", NORM, SENTENCE),
    "my results": ("/me/results/", NORM, SENTENCE),
}


@pytest.mark.parametrize("kind", ["csv", "xlsx"])
@pytest.mark.parametrize("language", ["en", "nl"])
@pytest.mark.parametrize("file", FILES)
def test_the_title_of_a_behaviour_and_the_sentence_of_a_norm_have_a_heading_each(
    file: str, language: str, kind: str
):
    address, headings, words = FILES[file]
    team = make_balie()
    user = make_person(team, "employee", language=language)
    behaviour, _ = norm_of(title=TITLE, sentence=SENTENCE)
    with time_machine.travel(NOW, tick=False):
        log_week(team, behaviour, 5, 20, employee=user, logged_by=user)
        answer = as_reader(user).get(f"{address}?_export={kind}")
    head, *rows = rows_of(answer.content, kind)
    row = dict(zip(head, rows[0], strict=True))
    both = {BEHAVIOUR[language], NORM[language]}
    assert {name: row[name] for name in both & set(head)} == {headings[language]: words}
