"""Everything `make test` looks at: lint, types, migrations, and the tests on both databases.

Two commands run at a time, one for each core of a small machine; each writes to a log of its own,
and all logs are printed at the end, followed by one line that counts the tests of all suites.
A part of the system that is missing is installed where that is possible. Where it is not, the
tests that need it are left out with one line; with CI=true that is a failure.
"""

import os
import shutil
import signal
import subprocess
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from dataclasses import dataclass, field
from pathlib import Path
from xml.etree import ElementTree

from install import ROOT, apt_install, can_use_apt
from throwaway_postgres import server_binaries, throwaway_postgres

LOGS = ROOT / ".test-logs"
BIN = ROOT / ".venv" / "bin"
LONGEST_SECONDS = 30 * 60
PRODUCTION = {"DEBUG": "false"}


@dataclass(frozen=True)
class Check:
    """One command to run; a suite is one whose tests are counted."""

    name: str
    command: tuple[str, ...]
    env: dict[str, str] = field(default_factory=dict)

    @property
    def log(self) -> Path:
        """Where all that it prints goes."""
        return LOGS / f"{self.name.replace(' ', '-')}.log"

    @property
    def counts(self) -> Path:
        """Where pytest leaves how many tests passed; only suites have one."""
        return self.log.with_suffix(".xml")


@dataclass(frozen=True)
class Part:
    """A part of the system that some tests need."""

    name: str
    package: str
    without: str

    def is_here(self) -> bool:
        """Whether this machine has it."""
        if self.package == "postgresql":
            return server_binaries() is not None
        return shutil.which({"gettext": "msgmerge"}.get(self.package, self.package)) is not None


POSTGRESQL = Part("PostgreSQL (server programs, 15 or newer)", "postgresql", "tests on PostgreSQL")
CHROMIUM = Part("Chromium", "chromium", "browser journeys")
GETTEXT = Part("gettext", "gettext", "tests of the translations")


def missing_parts() -> set[Part]:
    """Install what is missing where possible; what still is, each with a line that says so."""
    parts = [POSTGRESQL, CHROMIUM, GETTEXT]
    missing = [part for part in parts if not part.is_here()]
    if missing and can_use_apt():
        print("installing", ", ".join(part.name for part in missing), flush=True)
        apt_install(*(part.package for part in missing))
    still = [part for part in missing if not part.is_here()]
    for part in still:
        print(f"SKIPPED: {part.without}: there is no {part.name} here", flush=True)
    return set(still)


def static_checks() -> list[Check]:
    """What is looked at without running the site, slowest first."""
    manage = (str(BIN / "python"), "manage.py")
    return [
        Check("mypy", (str(BIN / "mypy"), ".")),
        Check("ruff", (str(BIN / "ruff"), "check", ".")),
        Check("ruff format", (str(BIN / "ruff"), "format", "--check", ".")),
        Check("djlint", (str(BIN / "djlint"), "templates", "--lint", "--quiet")),
        Check("djlint format", (str(BIN / "djlint"), "templates", "--check", "--quiet")),
        Check("migrations", (*manage, "makemigrations", "--check", "--dry-run")),
        Check(
            "deploy check", (*manage, "check", "--deploy", "--fail-level", "WARNING"), PRODUCTION
        ),
    ]


def suite(name: str, marks: str, database: str, *where: str) -> Check:
    """One run of pytest over the tests with these marks, everywhere or just there."""
    check = Check(name, (), {"DATABASE_URL": database})
    pytest = (str(BIN / "python"), "-m", "pytest", "-q", "--durations=8", "-p", "no:cacheprovider")
    return Check(name, (*pytest, "-m", marks, f"--junitxml={check.counts}", *where), check.env)


def suites(missing: set[Part], stack: ExitStack) -> list[Check]:
    """The runs of pytest that this machine can do, longest first."""
    planned = [suite("tests on SQLite", "not browser and not soak and not postgresql", "")]
    journeys_on = pages_on = ""
    if POSTGRESQL not in missing:
        server = stack.enter_context(throwaway_postgres()).removesuffix("postgres")
        # What reaches no database says the same on both, and is run on SQLite alone.
        marks = "(django_db or postgresql) and not browser and not soak"
        planned.insert(0, suite("tests on PostgreSQL", marks, f"{server}all"))
        journeys_on, pages_on = f"{server}journeys", f"{server}pages"
    if CHROMIUM not in missing:
        # In two parts, so that both cores have work until the end.
        pages = [
            f"tests/browser/test_{name}.py" for name in ("every_page", "week_page", "coaching")
        ]
        marks, journeys = "browser and not soak", ("tests", *(f"--ignore={page}" for page in pages))
        planned.append(suite("browser journeys", marks, journeys_on, *journeys))
        planned.append(suite("pages in a browser", marks, pages_on, *pages))
    return planned


def carry_out(check: Check) -> bool:
    """Run one check into its log; whether it succeeded."""
    print(f"...     {check.name}", flush=True)
    started = time.monotonic()
    env = {name: value for name, value in (os.environ | check.env).items() if value}
    with check.log.open("w") as log:
        try:
            done = subprocess.run(
                check.command,
                cwd=ROOT,
                env=env,
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=subprocess.STDOUT,
                timeout=LONGEST_SECONDS,
            )
            ok = done.returncode == 0
        except subprocess.TimeoutExpired:
            log.write(f"\nstopped after {LONGEST_SECONDS} seconds\n")
            ok = False
    word = "ok    " if ok else "FAILED"
    print(f"{word}  {check.name} ({time.monotonic() - started:.0f} s)", flush=True)
    return ok


def count_tests(checks: list[Check]) -> dict[str, int]:
    """Passed, failed and skipped over all suites, as pytest wrote them down."""
    total = {"tests": 0, "failures": 0, "errors": 0, "skipped": 0}
    for check in checks:
        if check.counts.exists():
            for run in ElementTree.parse(check.counts).iter("testsuite"):  # noqa: S314 our own
                for name in total:
                    total[name] += int(run.get(name, 0))
    failed = total["failures"] + total["errors"]
    passed = total["tests"] - failed - total["skipped"]
    return {"passed": passed, "failed": failed, "skipped": total["skipped"]}


def report(checks: list[Check], results: list[bool]) -> int:
    """Print every log, what failed, and the count; the exit code of `make test`."""
    for check in checks:
        print(f"\n==== {check.name} ====\n{check.log.read_text(errors='replace')}", flush=True)
    failed = [check.name for check, ok in zip(checks, results, strict=True) if not ok]
    if failed:
        print(f"make test FAILED: {', '.join(failed)}")
    count = count_tests(checks)
    print(f"{count['passed']} passed, {count['failed']} failed, {count['skipped']} skipped")
    return 1 if failed else 0


def main() -> int:
    """Run everything that this machine can run."""
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))
    shutil.rmtree(LOGS, ignore_errors=True)
    LOGS.mkdir()
    sys.path.insert(0, str(ROOT))
    # Whatever database somebody works on, it is not for tests.
    os.environ.pop("DATABASE_URL", None)
    import tests.environment  # noqa: F401 the checks read the same settings as the tests

    missing = missing_parts()
    if missing and os.environ.get("CI") == "true":
        print("CI=true: a missing part is a failure")
        return 1
    with ExitStack() as stack:
        checks = [*static_checks(), *suites(missing, stack)]
        with ThreadPoolExecutor(max_workers=2) as pool:
            results = list(pool.map(carry_out, checks))
    return report(checks, results)


if __name__ == "__main__":
    sys.exit(main())
