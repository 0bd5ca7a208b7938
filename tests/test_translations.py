"""The Dutch catalogue: complete, nothing left over, and compiled as it stands.

The texts are collected again in a copy of the source, so that the tree is not touched.
"""

import gettext
import os
import shutil
import subprocess
from pathlib import Path

import pytest
from django.core.management import call_command

ROOT = Path(__file__).resolve().parent.parent
CATALOGUE = Path("locale/nl/LC_MESSAGES/django.po")
SOURCES = [
    "behaviours",
    "coaching",
    "dashboards",
    "demo",
    "incidents",
    "klantgedrag",
    "people",
    "periods",
    "scoring",
    "templates",
]

pytestmark = pytest.mark.skipif(
    shutil.which("msgmerge") is None, reason="there is no gettext on this machine"
)


def compiled(catalogue: Path, folder: Path) -> dict:
    """The texts of a catalogue with their translations, without fuzzy and empty ones."""
    target = folder / "compiled.mo"
    command = ["msgfmt", "--check-format", "-o", str(target), str(catalogue)]
    subprocess.run(command, check=True, env=os.environ | {"LC_ALL": "C"})
    return texts(target)


def texts(compiled_catalogue: Path) -> dict:
    """What a compiled catalogue holds, without its header."""
    with compiled_catalogue.open("rb") as file:
        found = vars(gettext.GNUTranslations(file))["_catalog"]
    return {text: translation for text, translation in found.items() if text}


def entries(catalogue: Path, *which: str) -> str:
    """The entries that msgattrib selects; nothing when there are none."""
    command = ["msgattrib", "--no-obsolete", "--no-wrap", *which, str(catalogue)]
    return subprocess.run(command, check=True, capture_output=True, text=True).stdout


@pytest.fixture(scope="module")
def collected(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The catalogue as `make messages` would leave it, in a copy of the source."""
    copy = tmp_path_factory.mktemp("source")
    for folder in [*SOURCES, "locale"]:
        shutil.copytree(ROOT / folder, copy / folder, ignore=shutil.ignore_patterns("__pycache__"))
    with pytest.MonkeyPatch.context() as patch:
        patch.chdir(copy)
        patch.setattr("django.conf.settings.LOCALE_PATHS", [str(copy / "locale")])
        call_command("makemessages", locale=["nl"], no_obsolete=True, verbosity=0)
    return copy / CATALOGUE


def test_every_text_has_a_dutch_one(collected: Path):
    assert entries(collected, "--untranslated") == ""
    assert entries(collected, "--only-fuzzy") == ""


def test_the_catalogue_holds_no_text_that_is_gone(collected: Path, tmp_path: Path):
    there = compiled(ROOT / CATALOGUE, tmp_path)
    needed = compiled(collected, tmp_path)
    assert len(needed) > 10
    assert sorted(map(str, there.keys() - needed.keys())) == []


def test_the_compiled_catalogue_is_the_written_one(tmp_path: Path):
    assert compiled(ROOT / CATALOGUE, tmp_path) == texts(ROOT / CATALOGUE.with_suffix(".mo"))


def test_a_missing_and_a_fuzzy_text_are_found(tmp_path: Path):
    catalogue = tmp_path / "django.po"
    catalogue.write_text(
        'msgid ""\nmsgstr "Content-Type: text/plain; charset=UTF-8\\n"\n\n'
        'msgid "missing"\nmsgstr ""\n\n#, fuzzy\nmsgid "unsure"\nmsgstr "onzeker"\n\n'
        'msgid "sure"\nmsgstr "zeker"\n'
    )
    assert 'msgid "missing"' in entries(catalogue, "--untranslated")
    assert 'msgid "unsure"' in entries(catalogue, "--only-fuzzy")
    assert compiled(catalogue, tmp_path) == {"sure": "zeker"}
