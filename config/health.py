"""/healthz: this process answers. /readyz: it can do its work, which hangs on the database alone."""

from collections.abc import Callable

import httpx
from celery import current_app
from django.conf import settings
from django.db import DatabaseError, connection
from django.http import HttpRequest, HttpResponse, JsonResponse

from config.broker import broker_answers

Answer = Callable[[HttpRequest], HttpResponse]


def probes(get_response: Answer) -> Answer:
    """The first middleware: probes come by address and without TLS, and neither is refused or redirected."""

    def answer(request: HttpRequest) -> HttpResponse:
        if request.path == "/healthz":
            return HttpResponse("ok\n", content_type="text/plain")
        if request.path == "/readyz":
            return ready()
        return get_response(request)

    return answer


def ready() -> JsonResponse:
    """Without broker or index the site still answers, from PostgreSQL; they are said and do not make it unready."""
    states = {"database": database_state(), "broker": broker_state(), "index": index_state()}
    return JsonResponse(states, status=200 if states["database"] == "ok" else 503)


def database_state() -> str:
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
    except DatabaseError:
        connection.close()
        return "away"
    return "ok"


def broker_state() -> str:
    if settings.IN_MEMORY_BROKER:
        return "in this process"
    return "ok" if broker_answers(current_app) else "away"


def index_state() -> str:
    if not settings.OPENSEARCH_URL:
        return "off"
    try:
        httpx.get(f"{settings.OPENSEARCH_URL}/_cluster/health", timeout=2).raise_for_status()
    except httpx.HTTPError:
        return "away"
    return "ok"
