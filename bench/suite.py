"""Every benchmark by the name that `--only` takes, in the order of the table."""

from collections.abc import Callable, Iterator

from bench import grid, imports, pages, verify, writes
from bench.data import Stores
from bench.measure import Result

BENCHMARKS: dict[str, Callable[[Stores], Iterator[Result]]] = {
    "page": pages.week_page,
    "page-sql": pages.page_sql,
    "grid": grid.organisation_grid,
    "after-write": pages.after_a_write,
    "log": writes.logging,
    "log-growth": writes.growth,
    "import": imports.importing,
    "verify": verify.verifying,
}
