"""Write an `.env`, bring the database up to date, load the demo when it is empty, serve.

For trying out and development: it serves on 127.0.0.1 only, with Django's development server.
"""

import os
import secrets
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent


def write_env() -> None:
    """Write an `.env` with keys of its own, for trying out; one that exists is never touched."""
    path = ROOT / ".env"
    if path.exists():
        return
    with open(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as file:
        file.write("# Made by `make run`, for this machine only; .env.example names the rest.\n")
        for name in ("SECRET_KEY", "PROMISE_KEY"):
            file.write(f"{name}={secrets.token_urlsafe(50)}\n")
        file.write("DEBUG=true\n")


def prepare() -> None:
    """Migrate and load the demo, in one process, so that a second start is quick."""
    import django
    from django.conf import settings
    from django.core.management import call_command

    django.setup()
    if not settings.DEBUG:
        sys.exit(
            "make run is for trying out and wants DEBUG=true; docs/ tells how to install a site"
        )
    call_command("migrate", interactive=False, verbosity=0)
    call_command("load_demo", if_empty=True)
    call_command("load_demo", logins=True)


def main() -> None:
    """Prepare, then become the server."""
    os.chdir(ROOT)
    write_env()
    sys.path.insert(0, str(ROOT))
    os.environ["DJANGO_SETTINGS_MODULE"] = "klantgedrag.settings"
    prepare()
    address = f"127.0.0.1:{os.environ.get('PORT') or '8000'}"
    print(f"\nKlantgedrag: http://{address}  (stop with Ctrl-C)", flush=True)
    # Said in the first lines of this file already.
    os.environ["DJANGO_RUNSERVER_HIDE_WARNING"] = "true"
    os.execv(sys.executable, [sys.executable, "manage.py", "runserver", address])


if __name__ == "__main__":
    main()
