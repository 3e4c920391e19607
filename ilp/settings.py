"""Configuration from the environment. A name or value that is not understood stops the start."""

import os
from pathlib import Path

import environ as django_environ
from celery.schedules import crontab
from csp.constants import NONE, SELF
from django.utils.translation import gettext_lazy as _

from ilp.base import logs
from ilp.embedded.environment import read_all
from ilp.version import version

ENV = read_all(os.environ)
BASE_DIR = Path(__file__).resolve().parent.parent
TESTING = ENV["ILP_TEST"]
DEBUG = ENV["ILP_DEBUG"]
VERSION = ENV["ILP_VERSION"] or version()

# Only tests and commands that touch no data run without keys of their own.
SECRET_KEY = ENV["ILP_SECRET_KEY"] or ("only-for-tests" if TESTING else "")
SEAL_KEY = ENV["ILP_SEAL_KEY"] or ("aWxwLXRlc3RzLXNlYWwta2V5LTMyLWJ5dGVzLW9rISE=" if TESTING else "")

ALLOWED_HOSTS = ENV["ILP_ALLOWED_HOSTS"]
CSRF_TRUSTED_ORIGINS = ENV["ILP_TRUSTED_ORIGINS"]

INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.contrib.humanize",
    "django_htmx",
    "django_structlog",
    "axes",
    "csp",
    "rest_framework",
    "drf_spectacular",
    "drf_spectacular_sidecar",
    "ilp.base",
    "ilp.access",
    "puskesmas",
    "posyandu",
    "pws",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "csp.middleware.CSPMiddleware",
    "ilp.access.middleware.TransactionMiddleware",
    "ilp.access.middleware.SessionMiddleware",
    "ilp.base.language.LanguageMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "ilp.access.middleware.UserMiddleware",
    "ilp.access.middleware.NewPasswordMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "ilp.base.logs.RequestLogMiddleware",
    "axes.middleware.AxesMiddleware",
]

ROOT_URLCONF = "ilp.urls"
WSGI_APPLICATION = "ilp.wsgi.application"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": False,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.messages.context_processors.messages",
                "ilp.access.context.who",
            ],
            "libraries": {"ilp": "ilp.base.templatetags.ilp"},
            "loaders": [
                (
                    "django.template.loaders.cached.Loader",
                    [
                        "django.template.loaders.filesystem.Loader",
                        "django.template.loaders.app_directories.Loader",
                    ],
                )
            ],
        },
    }
]

# --- data ---------------------------------------------------------------------------------------------
_database = django_environ.Env.db_url_config(
    ENV["ILP_DATABASE_URL"] or "postgresql://ilp_app@/ilp", engine="ilp.base.postgresql"
)
_database["CONN_MAX_AGE"] = None
_database["CONN_HEALTH_CHECKS"] = True
_database["OPTIONS"] = {
    **_database.get("OPTIONS", {}),
    "connect_timeout": 5,
    "tcp_user_timeout": 5000,
    # Values stand in the statements (Django binds on the client), so none comes again to be worth preparing.
    "prepare_threshold": None,
}
DATABASES = {"default": _database}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

_broker = ENV["ILP_BROKER_URL"] or "redis://127.0.0.1:6379/0"

# --- who ----------------------------------------------------------------------------------------------
AUTH_USER_MODEL = "access.User"
AUTHENTICATION_BACKENDS = [
    "axes.backends.AxesStandaloneBackend",
    "django.contrib.auth.backends.ModelBackend",
]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {
        "NAME": "django.contrib.auth.password_validation.MinimumLengthValidator",
        "OPTIONS": {"min_length": 10},
    },
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.NumericPasswordValidator"},
]
if TESTING:
    PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
LOGIN_URL = "access:login"
LOGIN_REDIRECT_URL = "/"
LOGOUT_REDIRECT_URL = "access:login"
SESSION_ENGINE = "ilp.access.sessions"
SESSION_COOKIE_AGE = 60 * 60 * 12
SESSION_COOKIE_NAME = "ilp_sesi"
CSRF_COOKIE_NAME = "ilp_csrf"
CSRF_FAILURE_VIEW = "ilp.base.views.csrf_failure"
SESSION_COOKIE_SAMESITE = CSRF_COOKIE_SAMESITE = "Lax"

# Locked by name and address together, so that one kader's mistakes never lock out another.
AXES_FAILURE_LIMIT = 5
AXES_COOLOFF_TIME = 0.25  # hours
AXES_LOCKOUT_PARAMETERS = [["username", "ip_address"]]
AXES_RESET_ON_SUCCESS = True
# A try while locked does not lock for longer, so that the time on the page stays true.
AXES_RESET_COOL_OFF_ON_FAILURE_DURING_LOCKOUT = False
AXES_LOCKOUT_CALLABLE = "ilp.access.views.locked_out"
AXES_SENSITIVE_PARAMETERS = ["password"]

# --- language -----------------------------------------------------------------------------------------
LANGUAGE_CODE = "id"
LANGUAGE_COOKIE_NAME = "ilp_bahasa"
LANGUAGE_COOKIE_AGE = 60 * 60 * 24 * 365
LANGUAGES = [("id", _("Bahasa Indonesia")), ("en", _("Inggris"))]
LOCALE_PATHS = [BASE_DIR / "ilp" / "locale"]
TIME_ZONE = "Asia/Makassar"
USE_I18N = USE_TZ = True
USE_THOUSAND_SEPARATOR = True

# --- static -------------------------------------------------------------------------------------------
STATIC_URL = "/static/"
STATICFILES_DIRS = [BASE_DIR / "static" / "dist"]
STATIC_ROOT = Path(ENV["ILP_DATA"]).absolute() / "static"
_manifest = not DEBUG and not TESTING
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {
        "BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"
        if _manifest
        else "django.contrib.staticfiles.storage.StaticFilesStorage"
    },
}
WHITENOISE_KEEP_ONLY_HASHED_FILES = True
WHITENOISE_USE_FINDERS = not _manifest
# Each client of the tests loads the middleware anew; it must not read every static file each time.
WHITENOISE_AUTOREFRESH = DEBUG or TESTING

# --- security -----------------------------------------------------------------------------------------
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF],
        "style-src": [SELF],
        "img-src": [SELF, "data:"],
        "font-src": [SELF],
        "connect-src": [SELF],
        "form-action": [SELF],
        "manifest-src": [SELF],
        "frame-ancestors": [NONE],
        "base-uri": [NONE],
    }
}
X_FRAME_OPTIONS = "DENY"
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
if ENV["ILP_HTTPS"]:
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
    SECURE_SSL_REDIRECT = SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = True
    SECURE_HSTS_SECONDS = 31_536_000
    SECURE_REDIRECT_EXEMPT = [r"^health$", r"^ping$"]

# --- API ----------------------------------------------------------------------------------------------
REST_FRAMEWORK = {
    "DEFAULT_AUTHENTICATION_CLASSES": ["rest_framework.authentication.SessionAuthentication"],
    "DEFAULT_PERMISSION_CLASSES": ["rest_framework.permissions.IsAuthenticated"],
    "DEFAULT_RENDERER_CLASSES": ["rest_framework.renderers.JSONRenderer"],
    "DEFAULT_PARSER_CLASSES": ["rest_framework.parsers.JSONParser"],
    "DEFAULT_SCHEMA_CLASS": "drf_spectacular.openapi.AutoSchema",
}
SPECTACULAR_SETTINGS = {
    "TITLE": "ILP",
    "VERSION": VERSION,
    "SERVE_INCLUDE_SCHEMA": False,
}

# --- months ---------------------------------------------------------------------------------------------
# After this day of the next month posyandu users no longer change a month (04 §9 rule 9).
CLOSING_DAY = ENV["ILP_CLOSING_DAY"]

# --- jobs ---------------------------------------------------------------------------------------------
CELERY_BROKER_URL = _broker
CELERY_TASK_IGNORE_RESULT = True
CELERY_TASK_ACKS_LATE = CELERY_TASK_REJECT_ON_WORKER_LOST = True
CELERY_TASK_DEFAULT_DELIVERY_MODE = "transient"
CELERY_WORKER_PREFETCH_MULTIPLIER = 1
CELERY_WORKER_HIJACK_ROOT_LOGGER = False
CELERY_BROKER_CONNECTION_RETRY_ON_STARTUP = True
CELERY_BROKER_CONNECTION_MAX_RETRIES = None
CELERY_TASK_PUBLISH_RETRY = False
CELERY_TIMEZONE = TIME_ZONE
# The redelivery sweep of the transport runs every interval × throttle, and a worker killed inside it holds
# the mutex: all three are named, or a lost task waits for minutes.
CELERY_BROKER_TRANSPORT_OPTIONS = {
    "visibility_timeout": 1800,
    "unacked_restore_interval": 5,
    "unacked_restore_throttle": 1,
    "unacked_mutex_expire": 15,
    "socket_keepalive": True,
    "socket_connect_timeout": 1,
    "socket_timeout": 5,
    "health_check_interval": 10,
}
CELERY_BEAT_SCHEDULE = {
    # The kick at commit is the fast way; this finds what a lost message or a stopped broker left behind.
    "refresh": {"task": "pws.tasks.refresh_stale", "schedule": 2.0, "options": {"expires": 2}},
    # A new month has sasaran before it has visits.
    "open-month": {"task": "pws.tasks.open_month", "schedule": 600.0, "options": {"expires": 600}},
    # At night, when nobody saves: everything again from the records, compared before it takes its place.
    "verify": {"task": "pws.tasks.verify", "schedule": crontab(hour=2, minute=30)},
    # After it: records that may be one person, and numbers of signed months that moved since.
    "trust": {"task": "pws.tasks.trust_numbers", "schedule": crontab(hour=3, minute=30)},
    # Working areas begin and end at a date, without anybody saving anything.
    "scopes": {"task": "puskesmas.tasks.renew_scopes", "schedule": crontab(hour=0, minute=10)},
    "beat": {"task": "pws.tasks.heartbeat", "schedule": 10.0, "options": {"expires": 10}},
}

# --- logs: never a name, never a NIK ------------------------------------------------------------------
logs.configure()
LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"json": logs.FORMATTER},
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "json"}},
    "root": {"handlers": ["console"], "level": ENV["ILP_LOG_LEVEL"]},
    "loggers": {
        "django_structlog": {"level": "WARNING"},
        "axes": {"level": "WARNING"},
        "celery.beat": {"level": "WARNING"},
        "celery.worker.strategy": {"level": "WARNING"},
        "celery.app.trace": {"level": "WARNING"},
    },
}
SILENCED_SYSTEM_CHECKS: list[str] = []

# The app must exist before a task is named. Here every Django process gets it, and the supervisor does not.
import ilp.celery  # noqa: E402, F401
