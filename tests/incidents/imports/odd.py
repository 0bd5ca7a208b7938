"""Files that make no sense: a mapping that reads every kind of cell, and cells that are none."""

from datetime import date

from hypothesis import strategies as st

from tests.builders import allow, make_behaviour, make_department, make_norm

EVERYTHING = """
source = "odd"
missing = ["-"]
[file]
encoding = "utf-8"
delimiter = ","
[reference]
columns = ["Id"]
[moment]
date = { column = "Day", format = "%Y-%m-%d" }
time = { column = "Clock", format = "%H:%M:%S.%f %z" }
[team]
column = "Team"
create = true
parent = "service"
[employee]
column = "Agent"
create = true
[channel]
column = "Channel"
[subject]
column = "Subject"
[[behaviour]]
code = "WAIT"
reads = "seconds"
column = "Wait"
[[behaviour]]
code = "TALK"
reads = "duration"
column = "Talk"
[[behaviour]]
code = "STARS"
reads = "rating"
column = "Stars"
[[behaviour]]
code = "SOLVED"
reads = "words"
column = "Solved"
words = { Y = true, N = false }
[[behaviour]]
code = "HELD"
reads = "difference"
start = { column = "Held", format = "%Y-%m-%d %H:%M:%S %z" }
end = { column = "Freed", format = "%y%j %H:%M" }
"""
SOUND = {
    "Id": "1",
    "Day": "2026-11-02",
    "Clock": "09:00:00.0 +0100",
    "Team": "Balie",
    "Agent": "Diane",
    "Channel": "phone",
    "Subject": "Paspoort",
    "Wait": "18",
    "Talk": "0:02:05",
    "Stars": "4",
    "Solved": "Y",
    "Held": "2026-11-02 09:00:00 +0100",
    "Freed": "26306 09:05",
}
#: Signs that cells are made of, so that what is found lies near what is meant.
NEAR = st.text(st.sampled_from("0123456789-:+., TZ/eE\u0663\u00b2\u202e"), max_size=30)
#: What lies at the end of what a column can hold.
ENDS = {
    "Day": ("9999-12-31", "0001-01-01", "1900-01-01", "2026-10-25", "2026-02-30"),
    "Clock": ("23:59:59.999999 -2359", "00:00:00.0 +2359", "24:00:00.0 +0000", "09:00:00.5 Z"),
    "Held": ("9999-12-31 23:59:59 -2359", "0001-01-01 00:00:00 +2359", "2026-10-25 02:30:00 Z"),
    "Freed": ("69001 00:00", "68366 23:59", "26084 02:30", "26298 02:30"),
    "Talk": ("99999:59:59", "-1:00:00", "1:60:00"),
    "Id": ("|", "\\", "x" * 201),
}
ODD = (
    *("9" * 18, "9" * 5_000, "-0", "=1+1", "\u00e9" * 151, "x" * 1_000, "-", "", "!!!"),
    *("a\0b", "\r", "\n", '"', "\\N", "\\.", "\ufeff", "\x1f", "\x85"),
)
ANY = st.one_of(st.sampled_from(ODD), NEAR, st.text(max_size=40))


def cells_of(name: str) -> st.SearchStrategy[tuple[str, bytes]]:
    """A cell of this column, every other one at an end of what the column can hold."""
    ends = st.sampled_from(ENDS.get(name, ODD)).map(str.encode)
    near = ANY.map(lambda each: each.encode(errors="surrogatepass"))
    cell = st.booleans().flatmap(
        lambda is_end: ends if is_end else st.one_of(near, st.binary(max_size=40))
    )
    return st.tuples(st.just(name), cell)


CELLS = st.lists(st.sampled_from(list(SOUND)).flatmap(cells_of), min_size=1, max_size=3).map(dict)


def line(cells: dict[str, bytes]) -> bytes:
    """The sound row with these cells instead, quoted as CSV wants it."""
    row = {name: text.encode() for name, text in SOUND.items()} | cells
    return b",".join(b'"' + cell.replace(b'"', b'""') + b'"' for cell in row.values()) + b"\n"


def make_everything() -> None:
    allow("named_contacts")
    department = make_department(slug="service")
    kinds = dict.fromkeys(("WAIT", "TALK", "HELD"), "time_limit")
    for code, kind in (kinds | {"STARS": "rating", "SOLVED": "do"}).items():
        # No row may lack a norm, since that refuses the file.
        make_norm(make_behaviour(code, kind), department, starts_on=date(1899, 1, 2))
