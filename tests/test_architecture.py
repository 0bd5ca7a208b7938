"""The shape of the house, read from its source: imports, clocks, lengths, inline code.

Each rule is a function from source to offences; it is applied to all files, and tried on a piece
of source that breaks it, since a rule that finds nothing may be looking at nothing.
"""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
# Each room may import those before it, never those after it.
ROOMS = [
    "periods", "people", "behaviours", "incidents", "scoring", "coaching", "dashboards", "demo",
]  # fmt: skip
WIRING = "klantgedrag"
FORBIDDEN_FILES = {"utils.py", "helpers.py", "services.py", "signals.py"}
FORBIDDEN_FOLDERS = {"utils", "helpers", "common", "services", "signals"}
LONGEST_FILE = 350
LONGEST_FUNCTION = 45

CLOCK_NAMES = {"now", "today", "utcnow", "localdate", "localtime"}
CLOCK_OWNERS = {"timezone", "date", "datetime", "dt"}
CLOCK_READERS = {"views.py", "middleware.py", "apps.py"}
CLOCK_FOLDERS = {"views", "management", "middleware"}

INLINE = re.compile(
    r"<style\b|\sstyle\s*=|<script\b(?![^>]*\bsrc=)|\son[a-z]+\s*=|\shx-on|javascript:", re.I
)
TEMPLATE_CODE = re.compile(r"{%.*?%}|{{.*?}}|{#.*?#}", re.S)


def python_files(*folders: str, migrations: bool = False) -> list[Path]:
    """Every Python file in these folders of the project, in a fixed order."""
    found = [path for folder in folders for path in sorted((ROOT / folder).rglob("*.py"))]
    return [path for path in found if migrations or "migrations" not in path.parts]


def templates() -> list[Path]:
    """Every page and fragment."""
    return sorted((ROOT / "templates").rglob("*.html"))


def everything_written() -> list[Path]:
    """All Python and HTML that people wrote; migrations are made by Django."""
    return [*python_files(*ROOMS, WIRING, "tests", "tools", "bench"), *templates()]


def room_of(module: str) -> str | None:
    """The room (or the wiring) a dotted name belongs to; None for what others wrote."""
    first = module.partition(".")[0]
    return first if first in {*ROOMS, WIRING} else None


def imports(tree: ast.AST) -> Iterator[tuple[str, int]]:
    """Each absolute module that is imported anywhere in this tree, with its line."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from ((name.name, node.lineno) for name in node.names)
        if isinstance(node, ast.ImportFrom) and node.level == 0:
            yield node.module or "", node.lineno


def relations(tree: ast.AST) -> Iterator[tuple[str, int]]:
    """Each text that names a model, such as "scoring.TeamWeek", with its line."""
    for node in (found for found in ast.walk(tree) if isinstance(found, ast.Constant)):
        if isinstance(node.value, str) and re.fullmatch(r"[a-z]+\.[A-Z]\w+", node.value):
            yield node.value, node.lineno


def may_import(room: str, other: str) -> bool:
    """Whether the arrow allows it: the own room and every room before it."""
    return other in ROOMS[: ROOMS.index(room) + 1]


def upward_imports(room: str, source: str) -> Iterator[str]:
    """Rooms above, imported or named in a relation."""
    tree = ast.parse(source)
    for module, line in [*imports(tree), *relations(tree)]:
        other = room_of(module)
        if other and not may_import(room, other):
            yield f"{room} reaches up to {module} (line {line})"


def hidden_imports(room: str, source: str) -> Iterator[str]:
    """Another room imported inside a function, where a circle can hide."""
    for function in functions(source):
        for module, line in imports(function):
            if room_of(module) not in {None, room}:
                yield f"{function.name} imports {module} (line {line})"


def signal_imports(source: str) -> Iterator[str]:
    """Signals: a way to call a room above without importing it."""
    for module, line in imports(ast.parse(source)):
        if module == "django.dispatch" or module.endswith(".signals"):
            yield f"imports {module} (line {line})"


def functions(source: str) -> list[ast.FunctionDef | ast.AsyncFunctionDef]:
    """All functions and methods of a file."""
    kinds = (ast.FunctionDef, ast.AsyncFunctionDef)
    return [node for node in ast.walk(ast.parse(source)) if isinstance(node, kinds)]


def long_functions(source: str) -> Iterator[str]:
    """Functions past the limit, signature and docstring included."""
    for function in functions(source):
        length = (function.end_lineno or function.lineno) - function.lineno + 1
        if length > LONGEST_FUNCTION:
            yield f"{function.name} has {length} lines (line {function.lineno})"


def clock_reads(source: str) -> Iterator[str]:
    """Places that ask what time it is, called or handed on as a default."""
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Attribute) and node.attr in CLOCK_NAMES:
            owner = node.value.attr if isinstance(node.value, ast.Attribute) else None
            owner = node.value.id if isinstance(node.value, ast.Name) else owner
            if owner in CLOCK_OWNERS:
                yield f"{owner}.{node.attr} (line {node.lineno})"
        if isinstance(node, ast.ImportFrom) and node.module in {
            "django.utils.timezone",
            "django.db.models.functions",
        }:
            names = {name.name for name in node.names} & {*CLOCK_NAMES, "Now"}
            yield from (f"imports {name} (line {node.lineno})" for name in sorted(names))


def may_read_the_clock(path: Path) -> bool:
    """Whether this is where a request or a command starts."""
    inside = path.relative_to(ROOT)
    return inside.name in CLOCK_READERS or bool(CLOCK_FOLDERS & set(inside.parts))


def inline_code(source: str) -> Iterator[str]:
    """Style, script or handlers in a page; the strict content policy would drop them."""
    html = TEMPLATE_CODE.sub(lambda found: "\n" * found[0].count("\n"), source)
    for found in INLINE.finditer(html):
        yield f"{found[0].strip()} (line {html.count(chr(10), 0, found.start()) + 1})"


def offences(paths: list[Path], rule) -> list[str]:
    """What a rule finds in these files, each with the file it stands in."""
    return [
        f"{path.relative_to(ROOT)}: {offence}"
        for path in paths
        for offence in rule(path.read_text())
    ]


def test_enough_files_were_seen():
    seen = {
        "rooms": len(python_files(*ROOMS)),
        "tests": len(python_files("tests")),
        "templates": len(templates()),
    }
    least = {"rooms": 20, "tests": 8, "templates": 1}
    assert {name: count for name, count in seen.items() if count < least[name]} == {}
    assert [room for room in ROOMS if not python_files(room)] == []


@pytest.mark.parametrize("room", ROOMS)
def test_a_room_imports_only_rooms_below_it(room: str):
    found = offences(
        python_files(room, migrations=True), lambda source: upward_imports(room, source)
    )
    assert found == []


@pytest.mark.parametrize("room", ROOMS)
def test_no_function_imports_another_room(room: str):
    assert offences(python_files(room), lambda source: hidden_imports(room, source)) == []


def test_no_room_uses_signals():
    assert offences(python_files(*ROOMS), signal_imports) == []


def test_no_file_is_a_drawer_for_everything():
    files = [path for path in everything_written() if path.name in FORBIDDEN_FILES]
    folders = [path for path in everything_written() if FORBIDDEN_FOLDERS & set(path.parts)]
    assert [*files, *folders] == []


def test_no_file_is_too_long():
    lengths = {path: len(path.read_text().splitlines()) for path in everything_written()}
    assert {
        str(path.relative_to(ROOT)): length
        for path, length in lengths.items()
        if length > LONGEST_FILE
    } == {}


def test_no_function_is_too_long():
    paths = [path for path in everything_written() if path.suffix == ".py"]
    assert offences(paths, long_functions) == []


def test_only_views_and_commands_read_the_clock():
    paths = [path for path in python_files(*ROOMS, WIRING) if not may_read_the_clock(path)]
    assert offences(paths, clock_reads) == []


def test_pages_hold_no_inline_style_or_script():
    assert offences(templates(), inline_code) == []


@pytest.mark.parametrize(
    ("rule", "source"),
    [
        (lambda source: upward_imports("people", source), "from scoring.models import TeamWeek"),
        (lambda source: upward_imports("people", source), "import demo.actions"),
        (lambda source: upward_imports("people", source), "from klantgedrag import settings"),
        (lambda source: upward_imports("people", source), "key = ForeignKey('scoring.TeamWeek')"),
        (lambda source: hidden_imports("scoring", source), "def f():\n import people.models"),
        (signal_imports, "from django.db.models.signals import post_save"),
        (long_functions, "def f():\n" + "    x = 1\n" * LONGEST_FUNCTION),
        (clock_reads, "at = timezone.now()"),
        (clock_reads, "at = DateTimeField(default=timezone.now)"),
        (clock_reads, "at = datetime.datetime.now(UTC)"),
        (clock_reads, "from django.utils.timezone import now"),
        (inline_code, "<p style='color: red'>"),
        (inline_code, "<script>alert(1)</script>"),
        (inline_code, "<button onclick='x()'>"),
    ],
)
def test_a_rule_finds_what_breaks_it(rule, source: str):
    assert len(list(rule(source))) == 1


@pytest.mark.parametrize(
    ("rule", "source"),
    [
        (lambda source: upward_imports("scoring", source), "from people.models import Team"),
        (lambda source: hidden_imports("scoring", source), "def f():\n import scoring.models"),
        (long_functions, "def f():\n" + "    x = 1\n" * (LONGEST_FUNCTION - 1)),
        (clock_reads, "at = given.now"),
        (inline_code, '<script src="{% static "x.js" %}" defer></script><p class="on">'),
        (inline_code, '<option {% if style == "on" %}selected{% endif %}>'),
    ],
)
def test_a_rule_leaves_alone_what_keeps_it(rule, source: str):
    assert list(rule(source)) == []
