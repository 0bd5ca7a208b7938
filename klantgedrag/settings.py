"""Settings, all from the environment (see `.env.example`); odd values are refused at the start."""

from pathlib import Path
from typing import Any

import environ
from csp.constants import NONE, SELF
from django.core.exceptions import ImproperlyConfigured
from django.utils.translation import gettext_lazy as _
from environ.fileaware_mapping import FileAwareMapping

BASE_DIR = Path(__file__).resolve().parent.parent


class TrimmedValues(FileAwareMapping):
    """NAME, or what stands in the file NAME_FILE; the newline that ends a file is left out."""

    def __getitem__(self, name: str) -> str:
        return str(super().__getitem__(name)).strip()


env = environ.FileAwareEnv()
env.ENVIRON = TrimmedValues()
environ.Env.read_env(BASE_DIR / ".env")

DEBUG = env.bool("DEBUG", default=False)
SECRET_KEY = env.str("SECRET_KEY", default="")
SECRET_KEY_FALLBACKS = env.list("SECRET_KEY_FALLBACKS", default=[])
ALLOWED_HOSTS = env.list("ALLOWED_HOSTS", default=["127.0.0.1", "localhost"])
LOCAL_HOSTS = {"127.0.0.1", "localhost", "[::1]", "testserver"}

# What names and numbers on callback notes are encrypted with: the first key; others still open.
PROMISE_KEYS = env.list("PROMISE_KEY", default=[]) or [SECRET_KEY, *SECRET_KEY_FALLBACKS]

if len(SECRET_KEY) < 40:
    raise ImproperlyConfigured("SECRET_KEY is missing or shorter than 40 characters.")
if any(len(key) < 40 for key in PROMISE_KEYS):
    raise ImproperlyConfigured("PROMISE_KEY holds a key shorter than 40 characters.")
#: Makes codes of customer references; without it none are kept. Never in the database.
CUSTOMER_REFERENCE_KEY = env.str("CUSTOMER_REFERENCE_KEY", default="")
if CUSTOMER_REFERENCE_KEY and len(set(CUSTOMER_REFERENCE_KEY)) < 16:
    raise ImproperlyConfigured("CUSTOMER_REFERENCE_KEY has fewer than 16 different characters.")
if CUSTOMER_REFERENCE_KEY and len(CUSTOMER_REFERENCE_KEY) < 40:
    raise ImproperlyConfigured("CUSTOMER_REFERENCE_KEY is shorter than 40 characters.")
if CUSTOMER_REFERENCE_KEY in {SECRET_KEY, *SECRET_KEY_FALLBACKS}:
    raise ImproperlyConfigured("CUSTOMER_REFERENCE_KEY is a key of its own, not SECRET_KEY.")
if DEBUG and not set(ALLOWED_HOSTS) <= LOCAL_HOSTS:
    raise ImproperlyConfigured("DEBUG is for this machine only: ALLOWED_HOSTS names another host.")

INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.humanize",
    "django.contrib.sessions",
    "django.contrib.messages",
    "whitenoise.runserver_nostatic",
    "django.contrib.staticfiles",
    "django.forms",
    "allauth",
    "allauth.account",
    "crispy_forms",
    "crispy_bootstrap5",
    "csp",
    "django_filters",
    "django_tables2",
    "tree_queries",
    "people",
    "behaviours",
    "incidents",
    "scoring",
    "coaching",
    "dashboards",
    "demo",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "csp.middleware.CSPMiddleware",
    "klantgedrag.middleware.refuse_nul_bytes",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.auth.middleware.LoginRequiredMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "people.middleware.scope_middleware",
]

ROOT_URLCONF = "klantgedrag.urls"
WSGI_APPLICATION = "klantgedrag.wsgi.application"
# SQLite leaves the covering columns of an index out, which only costs it a little time.
SILENCED_SYSTEM_CHECKS = ["models.W040"]
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
FORM_RENDERER = "django.forms.renderers.TemplatesSetting"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "dashboards.navigation.navigation",
            ],
        },
    },
]


def database() -> dict[str, Any]:
    """The one database, from DATABASE_URL; an SQLite file beside manage.py when it is not set."""
    settings = env.db("DATABASE_URL", default=f"sqlite:///{BASE_DIR / 'klantgedrag.sqlite3'}")
    if settings["ENGINE"] == "django.db.backends.sqlite3":
        settings["OPTIONS"] = {
            "transaction_mode": "IMMEDIATE",
            "timeout": 20,
            "init_command": (
                "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA foreign_keys=ON;"
            ),
        }
    else:
        settings["CONN_MAX_AGE"] = env.int("CONN_MAX_AGE", default=60)
        settings["CONN_HEALTH_CHECKS"] = True
    return settings


DATABASES = {"default": database()}
# Log-in attempts are counted in the cache: with more than one process it has to be shared.
CACHES = {"default": env.cache("CACHE_URL", default="locmemcache://")}

AUTH_USER_MODEL = "people.User"
AUTHENTICATION_BACKENDS = ["allauth.account.auth_backends.AuthenticationBackend"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": f"django.contrib.auth.password_validation.{name}"}
    for name in (
        "UserAttributeSimilarityValidator",
        "MinimumLengthValidator",
        "CommonPasswordValidator",
        "NumericPasswordValidator",
    )
]
AUTH_PASSWORD_VALIDATORS[1]["OPTIONS"] = {"min_length": 10}  # type: ignore[assignment]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "start"
ACCOUNT_ADAPTER = "people.adapter.ClosedSignUpAdapter"
ACCOUNT_LOGIN_METHODS = {"email", "username"}
ACCOUNT_USER_MODEL_USERNAME_FIELD = "login_name"
ACCOUNT_USER_MODEL_EMAIL_FIELD = "email"
ACCOUNT_PRESERVE_USERNAME_CASING = False
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_SIGNUP_FIELDS = ["username*", "email", "password1*", "password2*"]
ACCOUNT_LOGOUT_ON_PASSWORD_CHANGE = True
ACCOUNT_SESSION_REMEMBER = None
ACCOUNT_EMAIL_SUBJECT_PREFIX = ""
ACCOUNT_EMAIL_NOTIFICATIONS = True
# Nobody signs up, so an address that is not known gets no mail.
ACCOUNT_EMAIL_UNKNOWN_ACCOUNTS = False

# Whether a customer can go elsewhere: then a story may say that one is lost or at risk.
CUSTOMERS_CAN_LEAVE = env.bool("CUSTOMERS_CAN_LEAVE", default=False)

# So many days after it ended a week that nobody closed closes by itself.
WEEK_CLOSES_AFTER_DAYS = env.int("WEEK_CLOSES_AFTER_DAYS", default=7)
if not 1 <= WEEK_CLOSES_AFTER_DAYS <= 90:
    raise ImproperlyConfigured("WEEK_CLOSES_AFTER_DAYS is a number of days from 1 to 90.")

LANGUAGE_CODE = "nl"
LANGUAGES = [("nl", _("Dutch")), ("en", _("English"))]
LOCALE_PATHS = [BASE_DIR / "locale"]
TIME_ZONE = "Europe/Amsterdam"
USE_TZ = True

STATIC_URL = "static/"
STATIC_ROOT = BASE_DIR / "staticfiles"
STATICFILES_DIRS = [
    BASE_DIR / "static",
    ("vendor/bootstrap", BASE_DIR / "node_modules" / "bootstrap" / "dist"),
    ("vendor/echarts", BASE_DIR / "node_modules" / "echarts" / "dist"),
]
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {
        "BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"
        if DEBUG
        else "whitenoise.storage.CompressedManifestStaticFilesStorage"
    },
}
WHITENOISE_USE_FINDERS = DEBUG

CRISPY_ALLOWED_TEMPLATE_PACKS = "bootstrap5"
CRISPY_TEMPLATE_PACK = "bootstrap5"
DJANGO_TABLES2_TEMPLATE = "_table.html"

EMAIL_CONFIG = env.email_url("EMAIL_URL", default="consolemail://")
vars().update(EMAIL_CONFIG)
DEFAULT_FROM_EMAIL = env.str("DEFAULT_FROM_EMAIL", default="klantgedrag@localhost")

CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [SELF],
        "img-src": [SELF, "data:"],
        "object-src": [NONE],
        "base-uri": [NONE],
        "form-action": [SELF],
        "frame-ancestors": [NONE],
    }
}
X_FRAME_OPTIONS = "DENY"
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CONTENT_TYPE_NOSNIFF = True
if not DEBUG:
    SECURE_SSL_REDIRECT = env.bool("SECURE_SSL_REDIRECT", default=True)
    SECURE_HSTS_SECONDS = env.int("SECURE_HSTS_SECONDS", default=31_536_000)
    SECURE_HSTS_INCLUDE_SUBDOMAINS = True
    SECURE_HSTS_PRELOAD = True
    SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = env.bool("SECURE_COOKIES", default=True)

# A proxy of ours says who asks and how; without the count everybody shares one limit on log-ins.
if env.bool("BEHIND_PROXY", default=False):
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
    ALLAUTH_TRUSTED_PROXY_COUNT = 1

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"line": {"format": "%(asctime)s %(levelname)s %(name)s %(message)s"}},
    "filters": {"without_secrets": {"()": "klantgedrag.logs.WithoutSecrets"}},
    "handlers": {
        "console": {
            "class": "logging.StreamHandler",
            "formatter": "line",
            "filters": ["without_secrets"],
        }
    },
    "root": {"handlers": ["console"], "level": env.str("LOG_LEVEL", default="WARNING")},
    # Django brings handlers of its own, which would say everything twice.
    "loggers": {"django": {"handlers": []}, "django.server": {"propagate": False}},
}

# Part of the entity tag of team pages: a new release shows new pages at once.
RELEASE = env.str("RELEASE", default="0.1.0")
