"""The demo's own endpoints beside the vendors': which day it is, and which companies there are."""

from collections.abc import Callable
from datetime import date

import msgspec

from demo.answers import Answer, Request, json_answer
from demo.companies import listed
from demo.company import Company
from demo.day import Day

PREFIX = "/_demo/"


class _Move(msgspec.Struct, forbid_unknown_fields=True):
    day: int


def control(request: Request, day: Day, companies: tuple[Company, ...], move: Callable[[int], Day]) -> Answer:
    """`GET /_demo/companies`, `GET /_demo/day`, and `POST /_demo/day` with {"day": N}."""
    if request.path == f"{PREFIX}companies" and request.method == "GET":
        return json_answer(listed(companies))
    if request.path != f"{PREFIX}day":
        return json_answer({"error": "not found"}, 404)
    if request.method == "GET":
        return json_answer(_shown(day))
    try:
        wanted = msgspec.json.decode(request.body, type=_Move).day
        return json_answer(_shown(move(wanted)))
    except (msgspec.DecodeError, OverflowError) as error:
        return json_answer({"error": f'a day is needed, like {{"day": 2}}: {error}'}, 400)


def _shown(day: Day) -> dict[str, int | date]:
    return {"day": day.number, "date": day.date, "anchor": day.anchor}
