"""Django's and Celery's settings, all from the environment; the table of variables is in README.md."""

from datetime import timedelta
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from config.databases import database_from
from config.environment import Environment
from config.logs import logging_at
from config.mail import mail_server_from
from config.queues import EXCHANGE, QUEUES, SLOTS, transport_options
from config.secret_key import secret_key_from
from config.storage import storage_of

BASE_DIR = Path(__file__).resolve().parent.parent
ENVIRONMENT = Environment()
env = ENVIRONMENT

# Everything that the program writes on its own machine lies here.
VAR_DIR = Path(env.text("VAR_DIR", str(BASE_DIR / "var")))
DEBUG = env.flag("DEBUG")
STANDALONE = not env.given("DATABASE_URL")
SECRET_KEY = secret_key_from(env, VAR_DIR, standalone=STANDALONE)
PUBLIC_URL = env.url(
    "PUBLIC_URL", "http://localhost:8000", schemes=("http", "https"), hint="a URL like https://jobs.example.org"
).rstrip("/")
ALLOWED_HOSTS = env.words(
    "ALLOWED_HOSTS", ["localhost", "127.0.0.1", "[::1]", urlsplit(PUBLIC_URL).hostname or "localhost"]
)

INSTALLED_APPS = [
    "config",
    "ingest",
    "search",
    "notifications",
    "operations",
    "django.contrib.admin",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.postgres",
    "whitenoise.runserver_nostatic",
    "django.contrib.staticfiles",
    "allauth",
    "allauth.account",
    "django_celery_beat",
    "django_htmx",
]
MIDDLEWARE = [
    "config.health.probes",
    "django.middleware.security.SecurityMiddleware",
    "config.security_headers.SecurityHeadersMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "notifications.time_zones.TimeZoneMiddleware",
]
ROOT_URLCONF = "config.urls"
WSGI_APPLICATION = "config.wsgi.application"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "config" / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "config.pages.site",
                "operations.mailbox_access.mailbox_link",
            ]
        },
    }
]

# PostgreSQL.
DATABASES = {"default": database_from(env, VAR_DIR)}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

# People.
AUTH_USER_MODEL = "notifications.Subscriber"
AUTHENTICATION_BACKENDS = ["allauth.account.auth_backends.AuthenticationBackend"]
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*", "password2*"]
ACCOUNT_EMAIL_VERIFICATION = "mandatory"
ACCOUNT_PREVENT_ENUMERATION = True
ACCOUNT_EMAIL_SUBJECT_PREFIX = ""
ACCOUNT_ADAPTER = "notifications.accounts.AccountAdapter"
# One address an account; a new one takes over when it is confirmed.
ACCOUNT_CHANGE_EMAIL = True
# Who confirms in the browser in which he signed up goes on where he was; elsewhere he logs in first.
ACCOUNT_LOGIN_ON_EMAIL_CONFIRMATION = True
ACCOUNT_EMAIL_NOTIFICATIONS = True
# A confirmation is a button that is pressed: mail scanners follow links, and a GET changes nothing.
ACCOUNT_CONFIRM_EMAIL_ON_GET = False
LOGIN_REDIRECT_URL = "/"
AUTH_PASSWORD_VALIDATORS: list[dict[str, Any]] = [
    {"NAME": f"django.contrib.auth.password_validation.{name}"}
    for name in ("UserAttributeSimilarityValidator", "MinimumLengthValidator", "CommonPasswordValidator")
]

# Language, time and static files.
LANGUAGE_CODE = "en"
USE_TZ = True
TIME_ZONE = "UTC"
STATIC_URL = "static/"
STATIC_ROOT = VAR_DIR / "static"
STATICFILES_DIRS = [BASE_DIR / "config" / "static"]
STORAGES: dict[str, Any] = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {
        "BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"
        if DEBUG or STANDALONE
        else "whitenoise.storage.CompressedManifestStaticFilesStorage"
    },
}
# Where the last raw answers of boards are put; in PostgreSQL, unless a storage is named.
RAW_ANSWERS_URL = env.url("RAW_ANSWERS_URL", "", schemes=("file", "s3"), hint="file:///a/folder or s3://bucket/folder")
if RAW_ANSWERS_URL:
    STORAGES["raw_answers"] = storage_of(RAW_ANSWERS_URL)
# Without a collected folder, files come straight from the applications.
WHITENOISE_USE_FINDERS = WHITENOISE_AUTOREFRESH = DEBUG or STANDALONE

# The web, behind TLS when PUBLIC_URL says so.
_tls = PUBLIC_URL.startswith("https://")
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if env.flag("BEHIND_PROXY") else None
# Behind a proxy, the rate limits of accounts go by the address that it forwards.
ALLAUTH_TRUSTED_PROXY_COUNT = 1 if env.flag("BEHIND_PROXY") else 0
SECURE_SSL_REDIRECT = _tls and not DEBUG
SECURE_HSTS_SECONDS = 31_536_000 if _tls else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = _tls
SECURE_HSTS_PRELOAD = _tls
SECURE_REFERRER_POLICY = "same-origin"
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = _tls
CSRF_TRUSTED_ORIGINS = [PUBLIC_URL]
X_FRAME_OPTIONS = "DENY"

# Mail. Without EMAIL_URL the standalone mode's own SMTP server takes it.
MAIL_SERVER = mail_server_from(env)
MAILBOX = not env.text("EMAIL_URL")
MAIL_FROM = DEFAULT_FROM_EMAIL = SERVER_EMAIL = env.address("MAIL_FROM", "Rolewatch <rolewatch@localhost>")
EMAIL_HOST, EMAIL_PORT = MAIL_SERVER.host, MAIL_SERVER.port
EMAIL_HOST_USER, EMAIL_HOST_PASSWORD = MAIL_SERVER.user, MAIL_SERVER.password
EMAIL_USE_TLS, EMAIL_USE_SSL = MAIL_SERVER.starttls, MAIL_SERVER.tls
EMAIL_TIMEOUT = 20
# How long the mail server may take to answer after it has a whole message; then the digest becomes `unknown`.
MAIL_ANSWER_SECONDS = env.number("MAIL_ANSWER_SECONDS", 120, least=1, most=240)
# A digest that could not be handed over for so long is not sent any more; its postings go into the next one.
MAIL_LIFETIME = timedelta(hours=env.number("MAIL_LIFETIME_HOURS", 24, least=1, most=168))
MAIL_UNSUBSCRIBE = env.address("MAIL_UNSUBSCRIBE", "")
INSTANT_WINDOW = timedelta(minutes=env.count("INSTANT_MINUTES", 10, least=1, most=60))
DIGEST_ITEMS = env.count("DIGEST_ITEMS", 50, least=1, most=200)

# The search index; without it the search page asks PostgreSQL.
OPENSEARCH_URL = env.url("OPENSEARCH_URL", "", schemes=("http", "https"), hint="a URL like http://opensearch:9200")
OPENSEARCH_INDEX_PREFIX = env.text("OPENSEARCH_INDEX_PREFIX", "rolewatch")

# The stages. Times in seconds.
LEASE_SECONDS = env.number("LEASE_SECONDS", 45, least=1, most=3600)
SWEEP_SECONDS = env.number("SWEEP_SECONDS", 15, least=1, most=3600)
BEAT_SECONDS = env.number("BEAT_SECONDS", 10, least=1, most=3600)
TASK_LIMIT_SECONDS = env.number("TASK_LIMIT_SECONDS", 300, least=1, most=1500)
# A visit to a large company goes on in a new task after so long, well before the watchdog would end it.
SLICE_SECONDS = min(env.number("SLICE_SECONDS", 60, least=0.05, most=600), TASK_LIMIT_SECONDS / 3)
INGEST_SLOTS = env.count("INGEST_SLOTS", SLOTS["ingest"])
MAIL_SLOTS = env.count("MAIL_SLOTS", SLOTS["mail"])
# How long a company is left alone: an ordinary, new or followed one, and the bounds of all others.
VISIT_INTERVAL = timedelta(hours=env.number("VISIT_HOURS", 24, least=0.01, most=168))
VISIT_SHORTEST = timedelta(hours=env.number("VISIT_LEAST_HOURS", 1, least=0.01, most=168))
VISIT_LONGEST = timedelta(hours=env.number("VISIT_MOST_HOURS", 168, least=0.01, most=168))
# A visit that a subscriber asks for: of one company at most once in so long, and so many an hour for each subscriber.
ASK_AGAIN_AFTER = timedelta(minutes=env.count("VISIT_NOW_MINUTES", 15, least=0, most=1440))
VISITS_AN_HOUR = env.count("VISITS_NOW_AN_HOUR", 6, least=0, most=1000)
KEEP_RUNS_DAYS = env.count("KEEP_RUNS_DAYS", 90, most=3650)
KEEP_MAILS_DAYS = env.count("KEEP_MAILS_DAYS", 14, most=3650)
# After a posting closed: who was told of it is remembered so long.
KEEP_TOLD_DAYS = env.count("KEEP_TOLD_DAYS", 60, least=31, most=3650)
# Moves the program's clock, for tests and rehearsals; refused while DEBUG is off.
CLOCK_OFFSET_SECONDS = env.number("CLOCK_OFFSET_SECONDS", 0, least=-(10**10), most=10**10)
INGEST_GATEWAY = env.url("INGEST_GATEWAY", "", schemes=("http",), hint="a URL like http://127.0.0.1:8900")
INGEST_GATEWAY_IN_PRODUCTION = env.flag("INGEST_GATEWAY_IN_PRODUCTION")

# Celery. Reasons and measurements are in ARCHITECTURE.md.
CELERY_BROKER_URL = env.url(
    "CELERY_BROKER_URL",
    "memory://this-process",
    schemes=("amqp", "amqps", "memory"),
    hint="a URL like amqp://user:password@rabbitmq:5672//",
)
IN_MEMORY_BROKER = CELERY_BROKER_URL.startswith("memory")
CELERY_TASK_QUEUES = QUEUES
CELERY_TASK_CREATE_MISSING_QUEUES = False
CELERY_TASK_DEFAULT_QUEUE = CELERY_TASK_DEFAULT_ROUTING_KEY = "dispatch"
CELERY_TASK_DEFAULT_QUEUE_TYPE = "quorum"
CELERY_TASK_DEFAULT_EXCHANGE, CELERY_TASK_DEFAULT_EXCHANGE_TYPE = EXCHANGE.name, EXCHANGE.type
CELERY_TASK_ROUTES = "config.routes.route"
CELERY_BROKER_TRANSPORT_OPTIONS = transport_options(CELERY_BROKER_URL)
CELERY_BROKER_CONNECTION_TIMEOUT = 3
CELERY_BROKER_CONNECTION_RETRY_ON_STARTUP = True
CELERY_BROKER_CONNECTION_MAX_RETRIES = None
CELERY_BROKER_POOL_ACQUIRE_TIMEOUT = 10
CELERY_BROKER_HEARTBEAT = 60
CELERY_BROKER_CHANNEL_ERROR_RETRY = False
CELERY_TASK_PUBLISH_RETRY_POLICY = {"max_retries": 1, "interval_start": 0.1, "interval_step": 0.2, "interval_max": 0.5}
CELERY_TASK_ACKS_LATE = True
CELERY_TASK_REJECT_ON_WORKER_LOST = True
CELERY_WORKER_PREFETCH_MULTIPLIER = 1
CELERY_TASK_IGNORE_RESULT = True
CELERY_TASK_SERIALIZER = CELERY_RESULT_SERIALIZER = "json"
CELERY_ACCEPT_CONTENT = ["json"]
CELERY_WORKER_SEND_TASK_EVENTS = CELERY_TASK_SEND_SENT_EVENT = False
CELERY_WORKER_HIJACK_ROOT_LOGGER = CELERY_WORKER_REDIRECT_STDOUTS = False
CELERY_WORKER_CANCEL_LONG_RUNNING_TASKS_ON_CONNECTION_LOSS = False
CELERY_TASK_TIME_LIMIT = TASK_LIMIT_SECONDS
CELERY_TIMEZONE = "UTC"
CELERY_ENABLE_UTC = True
CELERY_BEAT_SCHEDULER = "operations.beat:LeaderScheduler"
CELERY_BEAT_MAX_LOOP_INTERVAL = min(5.0, BEAT_SECONDS)

# What is said about this process, and where.
VERSION = env.text("GIT_SHA", "development")[:12]
HEARTBEAT_FILE = env.text("HEARTBEAT_FILE")
SENTRY_DSN = env.url("SENTRY_DSN", "", schemes=("http", "https"), hint="the DSN that Sentry shows for the project")
LOG_LEVEL = env.choice("LOG_LEVEL", "INFO", ("DEBUG", "INFO", "WARNING", "ERROR"))
LOGGING = logging_at(LOG_LEVEL)
