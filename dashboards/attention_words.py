"""What needs attention in a team's week, in words: what it is, its evidence, and where to look."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from behaviours.measures import MeasureKind
from coaching.attention import Candidate, Kind, Told, to_look_at
from coaching.queries.fresh_eyes import days_waiting
from dashboards.attention import Sight, tapped
from dashboards.norm_rows import Number, RowWriter
from dashboards.numbers import numbers, week_name
from dashboards.reader import Links, Reader, Rows
from dashboards.state import BARRIER_WEEKS
from incidents.models import Story
from scoring.figures import NormFigures, NormVersion
from scoring.statistics import MIN_FOR_SHARE

#: A page that names everything draws attention to nothing.
MOST_FIRST = 3
#: So many are named in one sentence; the others are numbered.
MOST_NAMED = 3


@dataclass(frozen=True)
class Item:
    """One thing to look at."""

    key: str
    sentence: str
    evidence: str = ""
    critical: bool = False
    #: Where to look; no address where nothing opens for this reader.
    link: Number = Number("")
    #: The words of customers, each with its contact.
    lines: Sequence[Number] = ()
    #: The sentence without that it was put off.
    said: str = ""


@dataclass(frozen=True)
class Attention:
    """What stands on top of the page, and behind its one line."""

    first: list[Item] = field(default_factory=list)
    rest: list[Item] = field(default_factory=list)
    #: How many the lead handled this week.
    handled: int = 0

    def item(self, key: str) -> Item | None:
        """The item with this key; None when it is not there any more."""
        return next((each for each in (*self.first, *self.rest) if each.key == key), None)


@dataclass(frozen=True)
class ItemWriter:
    """Puts what a reader sees into items."""

    sight: Sight
    links: Links
    rows: RowWriter = field(repr=False)

    def written(self) -> Attention:
        """The items, most important first."""
        items = [self._item(each) for each in to_look_at(self.sight.situation())]
        handled = sum(row.n2 for row in self.sight.state["handled"])
        return Attention(items[:MOST_FIRST], items[MOST_FIRST:], handled)

    def _item(self, candidate: Candidate) -> Item:
        if candidate.said:
            return self._put_off(candidate)
        write = {
            Kind.LOST: self._stories,
            Kind.CRITICAL: self._norm,
            Kind.BELOW_EXPECTED: self._stories,
            Kind.OVERDUE: self._overdue,
            Kind.BELOW_TARGET: self._norm,
            Kind.SIGNAL: self._flag,
            Kind.BARRIER: self._barrier,
            Kind.QUESTION: self._questions,
            Kind.SLIPPING: self._slips,
            Kind.UNSEEN: self._nobody_saw,
            Kind.TOO_HARD: self._flag,
            Kind.EXCEEDED: self._stories,
            Kind.EASE: self._flag,
        }
        return write[candidate.kind](candidate)

    def _put_off(self, candidate: Candidate) -> Item:
        before = self.sight.week.previous
        return Item(
            key=candidate.key,
            sentence=_("Put off last week: %(what)s") % {"what": candidate.said},
            link=Number(
                _("See %(week)s") % {"week": week_name(before)},
                reverse("team_week", args=[self.sight.team.slug, before]),
            ),
            said=candidate.said,
        )

    def _norm(self, candidate: Candidate) -> Item:
        row = candidate.norm
        assert row is not None  # noqa: S101 -- both kinds are made of a norm's figures
        words, missed = numbers(), row.observed - row.met
        sentence = _("%(title)s: met %(met)s of %(n)s times") % {
            "title": row.norm.title,
            "met": words.count(row.met),
            "n": words.count(row.observed),
        }
        url = self.links.norm(row.norm, "not_met", missed)
        text = self._those(row.norm, missed) if url else self._weeks_words()
        return Item(
            key=candidate.key,
            sentence=sentence,
            evidence=self._evidence(row),
            critical=row.norm.critical,
            link=Number(text, url or self.rows.norm_page(row)),
        )

    def _evidence(self, row: NormFigures) -> str:
        """What it rests on: an interval and a target where the number carries them."""
        words, share, target = numbers(), row.met_share, row.norm.share_target
        if (
            self.sight.week in self.sight.line.small
            or share.of < MIN_FOR_SHARE
            or not share.interval
        ):
            return ""
        said = _("%(share)s (margin %(margin)s)") % {
            "share": words.percent(share.n, share.of),
            "margin": words.interval(share.interval),
        }
        if target is not None:
            said = _("%(share)s, the target is %(target)s") % {
                "share": said,
                "target": words.target(target),
            }
        change = self.rows.change_words(row, self.rows.change(row))
        return f"{said}. {capitalised(change)}." if change else f"{said}."

    def _those(self, norm: NormVersion, missed: int) -> str:
        if norm.kind == MeasureKind.PROMISE.value:
            return ngettext("See %(n)s promise", "See %(n)s promises", missed) % {
                "n": numbers().count(missed)
            }
        if self.sight.reader.rows == Rows.OWN:
            return _("See your own contacts")
        # Contacts, and rounds where a round sees this norm too.
        return ngettext("See that %(n)s time", "See those %(n)s times", missed) % {
            "n": numbers().count(missed)
        }

    def _weeks_words(self) -> str:
        return _("See %(n)s weeks") % {"n": len(self.sight.line.weeks)}

    def _stories(self, candidate: Candidate) -> Item:
        told = [self.sight.told[pk] for pk in candidate.subjects]
        wall = reverse("story_wall", args=[self.sight.team.slug])
        lines = story_lines(told, self.sight.reader)
        evidence = _("Say so to whoever did it.") if candidate.kind == Kind.EXCEEDED else ""
        return Item(
            key=candidate.key,
            sentence=_story_words(candidate.kind, told),
            evidence=evidence,
            lines=lines,
            link=Number("")
            if self.sight.reader.rows == Rows.TEAM
            else Number(_("See the wall"), wall),
        )

    def _overdue(self, candidate: Candidate) -> Item:
        subjects = {row.n1: row.t1 for row in self.sight.state["overdue"]}
        return Item(
            key=candidate.key,
            sentence=ngettext(
                "%(n)s promise is not kept yet",
                "%(n)s promises are not kept yet",
                len(candidate.subjects),
            )
            % {"n": numbers().count(len(candidate.subjects))},
            evidence=_named([subjects[pk] for pk in candidate.subjects]),
            link=Number(_("See what still has to be kept"), self.links.promises("show=team")),
        )

    def _barrier(self, candidate: Candidate) -> Item:
        there = {each.barrier_id: each for each in tapped(self.sight.state)}
        one = there[candidate.subjects[0]]
        return Item(
            key=candidate.key,
            sentence=_("Most in the way: %(barrier)s") % {"barrier": one.words},
            evidence=_("%(n)s of the %(of)s taps of %(weeks)s weeks that wait for an answer.")
            % {
                "n": numbers().count(one.unanswered),
                "of": numbers().count(sum(each.unanswered for each in there.values())),
                "weeks": BARRIER_WEEKS,
            },
            link=Number(
                _("See what was in the way"), reverse("barrier_board", args=[self.sight.team.slug])
            ),
        )

    def _questions(self, candidate: Candidate) -> Item:
        asked = {row.n1: row for row in self.sight.oldest_questions}
        oldest = asked[candidate.subjects[0]]
        days = days_waiting(_moment(oldest.t2), self.sight.today)
        return Item(
            key=candidate.key,
            sentence=ngettext(
                "%(n)s question waits for an answer",
                "%(n)s questions wait for an answer",
                len(candidate.subjects),
            )
            % {"n": numbers().count(len(candidate.subjects))},
            evidence=ngettext(
                "“%(text)s” has waited %(n)s day.", "“%(text)s” has waited %(n)s days.", days
            )
            % {"text": oldest.t1, "n": days},
            link=Number(
                _("See the questions"), reverse("question_list", args=[self.sight.team.slug])
            ),
        )

    def _slips(self, candidate: Candidate) -> Item:
        subjects = candidate.subjects
        first = self.sight.norms[subjects[0]]
        several = len(subjects) > 1
        pattern = (
            _("Attention slips for %(n)s behaviours")
            if several
            else _("Attention for “%(title)s” slips")
        )
        sentence = pattern % {"title": first.title, "n": len(subjects)}
        evidence = _("Seen by others, praised or in the team meeting: %(counts)s.") % {
            "counts": _named([self._slip_words(each, several) for each in subjects])
        }
        return Item(
            key=candidate.key,
            sentence=sentence,
            evidence=evidence,
            link=Number(self._weeks_words(), self.rows.page_of(first.code)),
        )

    def _slip_words(self, behaviour_id: int, with_title: bool) -> str:
        _recent, last, before = self.sight.attention.get(behaviour_id, (0, 0, 0))
        said = ngettext(
            "%(n)s time in four weeks, against %(before)s",
            "%(n)s times in four weeks, against %(before)s",
            last,
        ) % {"n": last, "before": before}
        return f"{self.sight.norms[behaviour_id].title} ({said})" if with_title else said

    def _nobody_saw(self, candidate: Candidate) -> Item:
        norm = self.sight.norms.get(candidate.subjects[0])
        said = _("Nobody saw what the team looks at first this week")
        return Item(
            key=candidate.key,
            sentence=f"{said}: {norm.title}" if norm else said,
            link=Number(self._weeks_words(), self.rows.page_of(norm.code)) if norm else Number(""),
        )

    def _flag(self, candidate: Candidate) -> Item:
        flag = candidate.flag
        assert flag is not None  # noqa: S101 -- these kinds are made of a flag
        patterns = {
            Kind.SIGNAL: _("%(title)s: something changed, discuss it"),
            Kind.TOO_HARD: _("%(title)s: perhaps too big a step"),
            Kind.EASE: _("%(title)s: reached with ease"),
        }
        norm = self.sight.norms[flag.behaviour_id]
        return Item(
            key=candidate.key,
            sentence=patterns[flag.kind] % {"title": norm.title},
            evidence=flag.said,
            link=Number(self._weeks_words(), self.rows.page_of(norm.code)),
        )


def story_lines(told: Iterable[Told], reader: Reader) -> list[Number]:
    """The first few lines; for the lead each opens its contact."""
    opens = reader.rows == Rows.TEAM
    return [
        Number(story.line, reverse("incident_detail", args=[story.incident_id]) if opens else "")
        for story in told
        if story.line
    ][:MOST_NAMED]


def capitalised(text: str) -> str:
    return text[:1].upper() + text[1:]


def _story_words(kind: Kind, told: Sequence[Told]) -> str:
    n = len(told)
    if kind == Kind.LOST:
        return _loss_words(told)
    if kind == Kind.EXCEEDED:
        pattern = ngettext(
            "%(n)s customer got more than expected", "%(n)s customers got more than expected", n
        )
    else:
        pattern = ngettext(
            "%(n)s customer got less than expected", "%(n)s customers got less than expected", n
        )
    return pattern % {"n": numbers().count(n)}


def _loss_words(told: Sequence[Told]) -> str:
    lost = sum(story.loyalty == Story.Loyalty.LOST for story in told)
    at_risk = len(told) - lost
    said = [
        ngettext("%(n)s customer lost", "%(n)s customers lost", lost) % {"n": lost},
        ngettext("%(n)s customer at risk of leaving", "%(n)s customers at risk of leaving", at_risk)
        % {"n": at_risk},
    ]
    return ", ".join(words for words, n in zip(said, (lost, at_risk), strict=True) if n)


def _named(words: Sequence[str]) -> str:
    """The first few, and how many more."""
    said = "; ".join(words[:MOST_NAMED])
    more = len(words) - MOST_NAMED
    return said if more <= 0 else _("%(some)s and %(n)s more") % {"some": said, "n": more}


def _moment(text: str) -> datetime:
    """A moment as a raw statement hands it back as text: in UTC, by SQLite without saying so."""
    at = datetime.fromisoformat(text)
    return at if at.tzinfo else at.replace(tzinfo=UTC)
