"""Which team and which employee a row means; unknown ones are made only when asked and needed."""

from dataclasses import dataclass, field
from datetime import date, datetime

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from incidents.imports.errors import ImportRefused, MappingRefused, RowRefused, shown
from incidents.imports.mapping import EmployeeRule, ImportMapping, Lookup, TeamRule
from people.actions import add_team, name_employee
from people.models import Role, Team, User

#: A column that holds more unknown names than this is the wrong column.
MOST_MADE = 1_000


@dataclass
class Directory:
    """Teams and employees by the words of the file.

    While `writes` is off nothing is made: stand-ins that are never stored take the place of
    what would be, so that their norms can be looked up.
    """

    mapping: ImportMapping
    at: datetime
    writes: bool
    named: bool
    fixed: Team | None = None
    made: set[str] = field(default_factory=set)
    _teams: dict[str, Team] = field(default_factory=dict)
    _people: dict[int, dict[str, User | None]] = field(default_factory=dict)

    def team(self, word: str, day: date) -> Team:
        """The team for this word of the file; `day` is when one made here begins."""
        if self.fixed:
            return self.fixed
        key = word.casefold()
        if key not in self._teams:
            self._teams[key] = self._find_team(word, day)
        team = self._teams[key]
        if team.ended_on is not None and team.ended_on <= day:
            raise RowRefused(
                _("team “%(team)s” ended on %(day)s") % {"team": team, "day": team.ended_on}
            )
        return team

    def employee(self, name: str, team: Team, day: date) -> User:
        """The employee of `team` for this word of the file."""
        rule = self.mapping.employee
        if rule is None:
            raise RowRefused(_("the mapping names no employees"))
        people = self._people.get(team.pk)
        if people is None:
            people = self._people[team.pk] = _people_of(team)
        key = name.casefold()
        if key not in people:
            people[key] = self._make_employee(rule, name, team, day)
        employee = people[key]
        if employee is None:
            raise RowRefused(_("two people are called “%s”: map it to a log-in name") % shown(name))
        return employee

    def _find_team(self, word: str, day: date) -> Team:
        rule = self.mapping.team
        found = find_team(word)
        if found:
            return found
        if rule is None or not rule.creates:
            raise RowRefused(_("there is no team “%s”") % shown(word))
        self._note_made(word)
        return self._make_team(rule, word, day)

    def _make_team(self, rule: TeamRule, name: str, day: date) -> Team:
        parent = parent_node(rule)
        if len(name) > 100:
            raise RowRefused(_("“%s” is too long for the name of a team") % shown(name))
        if self.writes:
            try:
                team = add_team(parent=parent, name=name, kind=Team.Kind.TEAM, today=day)
            except ValidationError as error:
                raise RowRefused("; ".join(error.messages)) from None
            return Team.objects.with_tree_fields().get(pk=team.pk)
        stand_in = Team(pk=-1 - len(self._teams), name=name, kind=Team.Kind.TEAM, parent=parent)
        stand_in.tree_path = [*parent.tree_path, stand_in.pk]
        return stand_in

    def _make_employee(self, rule: EmployeeRule, name: str, team: Team, day: date) -> User:
        by_login = User.objects.filter(login_name__iexact=name) if rule.lookup.words else ()
        for user in by_login:
            return user
        if not rule.creates:
            raise RowRefused(
                _("nobody on team “%(team)s” is called “%(name)s”")
                % {"team": team, "name": shown(name)}
            )
        if len(name) > 150:
            raise RowRefused(_("“%s” is too long for a name") % shown(name))
        self._note_made(name)
        if not self.writes:
            return User(name=name, is_active=False)
        try:
            return name_employee(name=name, team=team, starts_on=rule.starts_on or day, at=self.at)
        except ValidationError as error:
            raise RowRefused("; ".join(error.messages)) from None

    def _note_made(self, name: str) -> None:
        if len(self.made) >= MOST_MADE and name not in self.made:
            raise RowRefused(
                _("makes more than %d teams or people: is it the right column?") % MOST_MADE
            )
        self.made.add(name)


def _people_of(team: Team) -> dict[str, User | None]:
    """Who ever was an employee of the team, by name; None for a name that two people bear."""
    users = User.objects.filter(roles__team_id=team.pk, roles__kind=Role.Kind.EMPLOYEE).distinct()
    found: dict[str, User | None] = {}
    for user in users:
        name = user.name.casefold()
        found[name] = None if name in found else user
    return found


def find_team(word: str) -> Team | None:
    """The team with this short name, else the only one with this name; it comes with its path.

    Raises RowRefused for a name that two teams bear.
    """
    teams = Team.objects.with_tree_fields().holding_contacts()
    by_slug = teams.filter(slug=word.lower()).first()
    if by_slug:
        return by_slug
    by_name = list(teams.filter(name__iexact=word)[:2])
    if len(by_name) == 2:
        raise RowRefused(_("two teams are called “%s”: map it to a short name") % shown(word))
    return by_name[0] if by_name else None


def parent_node(rule: TeamRule) -> Team:
    """The node under which teams are made. Raises MappingRefused."""
    parent = Team.objects.with_tree_fields().filter(slug=rule.parent).first()
    if parent is None or parent.kind == Team.Kind.TEAM:
        raise MappingRefused(
            _("There is no organisation or department “%s” to put teams under.") % rule.parent
        )
    return parent


def fixed_team(mapping: ImportMapping, slug: str) -> Team | None:
    """The one team of all rows: that of the command, else of the mapping; None: from a column."""
    stated = slug or (mapping.team.lookup.fixed if mapping.team else "")
    if stated:
        try:
            team = find_team(stated)
        except RowRefused as refused:
            raise ImportRefused(refused.message) from None
        if team is None:
            raise ImportRefused(_("There is no team “%s”.") % stated)
        return team
    if mapping.team is None:
        raise ImportRefused(_("The mapping names no team: add [team], or give --team."))
    if mapping.team.creates:
        parent_node(mapping.team)
    return None


def translated(lookup: Lookup, word: str) -> str:
    """What this word of the file stands for; refused when a map is given and lacks it."""
    if not lookup.words:
        return word
    meaning = lookup.words.get(word.casefold())
    if meaning is None:
        raise RowRefused(_("“%s” is not in the map") % shown(word), lookup.column)
    return meaning
