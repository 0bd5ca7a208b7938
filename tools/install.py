"""Make this folder ready: `.venv` with the pinned requirements, and the front-end files.

Runs on the machine's own Python, so it imports the standard library only. What is already as the
pins say is left alone: each step leaves a stamp with the hash of the file it carried out.
`--dev` adds what testing and linting need.
"""

import hashlib
import os
import shutil
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
VENV = ROOT / ".venv"
PYTHON = VENV / "bin" / "python"
OLDEST_PYTHON = (3, 11)


def say(text: str) -> None:
    """Print one line of progress, at once."""
    print(f"install: {text}", flush=True)


def run(*command: str | Path, env: dict[str, str] | None = None) -> bool:
    """Run a command in the project's folder; False when it is missing or fails."""
    try:
        return subprocess.run(command, cwd=ROOT, env=env, stdin=subprocess.DEVNULL).returncode == 0
    except FileNotFoundError:
        return False


def is_done(step: str, *sources: Path) -> bool:
    """Whether the step was last carried out with exactly these files."""
    stamp = VENV / f"installed-{step}"
    return stamp.is_file() and stamp.read_text() == digest(*sources)


def mark_done(step: str, *sources: Path) -> None:
    """Leave the stamp that `is_done` reads."""
    (VENV / f"installed-{step}").write_text(digest(*sources))


def digest(*sources: Path) -> str:
    """One hash over the contents of all files, in this order."""
    return hashlib.sha256(b"\0".join(source.read_bytes() for source in sources)).hexdigest()


def make_venv() -> None:
    """Make `.venv`, again when the Python it points at is gone or too old."""
    ask = f"import sys; sys.exit(sys.version_info < {OLDEST_PYTHON})"
    if PYTHON.exists() and run(PYTHON, "-c", ask):
        return
    say("making .venv")
    if run(sys.executable, "-m", "venv", "--clear", VENV):
        return
    if can_use_apt():
        say("this Python cannot make a .venv yet: installing python3-venv")
        if apt_install("python3-venv") and run(sys.executable, "-m", "venv", "--clear", VENV):
            return
    sys.exit("install: no .venv could be made; on Debian: apt install python3-venv")


def can_use_apt() -> bool:
    """Whether missing parts of the system may and can be installed here."""
    return os.geteuid() == 0 and shutil.which("apt-get") is not None


def apt_install(*packages: str) -> bool:
    """Install Debian packages without asking anything; False when that fails."""
    env = os.environ | {"DEBIAN_FRONTEND": "noninteractive"}
    run("apt-get", "update", "-qq", env=env)
    quiet = ("-qq", "-o", "Dpkg::Use-Pty=0")
    return run("apt-get", "install", "-y", *quiet, "--no-install-recommends", *packages, env=env)


def install_requirements(name: str) -> None:
    """Install one file of pins with uv, or with pip where uv is not to be had."""
    pins = ROOT / f"{name}.txt"
    if is_done(name, pins):
        return
    say(f"installing {pins.name}")
    uv = VENV / "bin" / "uv"
    if not uv.exists():
        run(PYTHON, "-m", "pip", "install", "--quiet", "--disable-pip-version-check", "uv")
    by_uv = (uv, "pip", "install", "--quiet", "--python", PYTHON, "-r", pins)
    by_pip = (PYTHON, "-m", "pip", "install", "--quiet", "--disable-pip-version-check", "-r", pins)
    if not run(*by_uv) and not run(*by_pip):
        sys.exit(f"install: {pins.name} could not be installed")
    mark_done(name, pins)


def install_front_end() -> None:
    """Install the front-end files of others into node_modules."""
    sources = (ROOT / "package.json", ROOT / "package-lock.json")
    if is_done("front-end", *sources) and (ROOT / "node_modules").is_dir():
        return
    if shutil.which("npm") is None:
        install_requirements("requirements-node")
    say("installing the front-end files")
    # The machine's own npm goes first; without one, the one that was just put in .venv answers.
    env = os.environ | {"PATH": f"{os.environ.get('PATH', os.defpath)}:{VENV / 'bin'}"}
    npm = shutil.which("npm", path=env["PATH"]) or "npm"
    if not run(npm, "ci", "--ignore-scripts", "--silent", env=env):
        sys.exit("install: npm could not install the front-end files")
    mark_done("front-end", *sources)


def main() -> None:
    """Carry out each step that is not done yet."""
    if sys.version_info < OLDEST_PYTHON:
        sys.exit("install: Klantgedrag needs Python 3.11 or newer: make PYTHON=python3.12 run")
    make_venv()
    install_requirements("requirements-dev" if "--dev" in sys.argv else "requirements")
    install_front_end()


if __name__ == "__main__":
    main()
