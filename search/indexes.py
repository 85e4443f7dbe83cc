"""The physical indexes: rows of SearchIndex say what there should be, and OpenSearch is made to agree.

One is live: pages read it, the index stage writes to it. When it is lost, emptied or of another mapping, a new one is
built beside it: new versions go to both, a walk over all postings fills it, and it takes over in one step.
"""

import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction
from opensearchpy import OpenSearch

from ingest.models import PostingStage
from search.index_names import build_alias, every_index, index_name, read_alias, write_alias
from search.mapping import MAPPING, SETTINGS, fingerprint
from search.models import SearchIndex
from search.opensearch import IndexUnavailable

State = SearchIndex.State
# Releases that change the mapping run beside each other for a while: the older one must not build its index again.
ROLLOUT = timedelta(minutes=10)


@dataclass(frozen=True, slots=True)
class Observed:
    """An index as OpenSearch has it."""

    uuid: str
    documents: int
    aliases: frozenset[str]


@dataclass(frozen=True, slots=True)
class Targets:
    """Where documents go."""

    live: SearchIndex | None
    building: SearchIndex | None

    @property
    def aliases(self) -> list[str]:
        return [*([write_alias()] if self.live else []), *([build_alias()] if self.building else [])]


def targets() -> Targets:
    active = {index.state: index for index in SearchIndex.objects.exclude(state=State.RETIRED)}
    return Targets(active.get(State.LIVE), active.get(State.BUILDING))


def are_whole(client: OpenSearch) -> bool:
    """Whether what answers is there as it should be, and nothing is being built."""
    now, found = targets(), observe(client)
    if now.building or not now.live or now.live.fingerprint != fingerprint():
        return False
    return not _is_lost(client, now.live, found) and not _alias_actions(now, found)


def make_ready(client: OpenSearch, at: datetime) -> Targets:
    """Bring OpenSearch to what the rows say, starting a new index where one is needed.

    Raises IndexUnavailable when an index of a newer release is in use.
    """
    # Rows are read first: what they name with its uuid must then be there.
    known, found = list(SearchIndex.objects.exclude(state=State.RETIRED)), observe(client)
    for index in known:
        if _is_lost(client, index, found):
            retire(index, at)
    now = targets()
    newest = now.building or now.live
    if newest and newest.fingerprint != fingerprint():
        _stay_behind(newest, at)
    if newest is None or newest.fingerprint != fingerprint():
        start_building(at)
        now = targets()
    if now.building and now.building.name not in found:
        _create(client, now.building)
        now, found = targets(), observe(client)
    actions = _alias_actions(now, found)
    if actions:
        client.indices.update_aliases(body={"actions": actions})
    return now


def start_building(at: datetime) -> None:
    """A new index beside the live one. One of our mapping that is being built goes on, one of another is given up."""
    with transaction.atomic():
        others = SearchIndex.objects.select_for_update().filter(state=State.BUILDING).exclude(fingerprint=fingerprint())
        for index in others:
            retire(index, at)
        name = index_name(fingerprint(), secrets.token_hex(4))
        new = SearchIndex(name=name, fingerprint=fingerprint(), created_at=at, worked_at=at)
        SearchIndex.objects.bulk_create([new], ignore_conflicts=True)


def take_over(client: OpenSearch, building: SearchIndex, at: datetime) -> None:
    """The built index becomes the live one."""
    client.indices.refresh(index=building.name)
    with transaction.atomic():
        index = SearchIndex.objects.select_for_update().get(pk=building.pk)
        if index.state != State.BUILDING:
            return
        for live in SearchIndex.objects.select_for_update().filter(state=State.LIVE):
            retire(live, at)
        index.state, index.worked_at = State.LIVE, at
        index.save(update_fields=["state", "worked_at"])
    make_ready(client, at)


def retire(index: SearchIndex, at: datetime) -> None:
    SearchIndex.objects.filter(pk=index.pk).update(state=State.RETIRED, retired_at=at)


def observe(client: OpenSearch) -> dict[str, Observed]:
    """The indexes that OpenSearch has under our prefix, by name."""
    rows = client.cat.indices(index=every_index(), format="json", h="index,uuid,docs.count", expand_wildcards="open")
    aliases = client.indices.get_alias(index=every_index())
    return {
        row["index"]: Observed(row["uuid"], int(row["docs.count"] or 0), frozenset(aliases[row["index"]]["aliases"]))
        for row in rows
        if row["index"] in aliases
    }


def _is_lost(client: OpenSearch, index: SearchIndex, found: Mapping[str, Observed]) -> bool:
    there = found.get(index.name)
    if there is None or there.uuid != index.uuid:
        return bool(index.uuid)
    if there.documents or index.state != State.LIVE:
        return False
    if not PostingStage.objects.filter(indexed_version__gt=0).exists():
        return False
    # What was written within the last second is not counted before a refresh.
    client.indices.refresh(index=index.name)
    return not client.count(index=index.name)["count"]


def _stay_behind(newest: SearchIndex, at: datetime) -> None:
    """Raises IndexUnavailable when ours is the older mapping, and the newer one was worked with just now."""
    is_older = SearchIndex.objects.filter(fingerprint=fingerprint(), created_at__lte=newest.created_at).exists()
    if is_older and newest.worked_at > at - ROLLOUT:
        raise IndexUnavailable("The index of a newer release is in use or being built.")


def _create(client: OpenSearch, index: SearchIndex) -> None:
    # Two workers may create it at the same time: the second one is told that it exists.
    client.indices.create(index=index.name, body={"mappings": MAPPING, "settings": SETTINGS}, ignore=400)
    uuid = client.indices.get_settings(index=index.name)[index.name]["settings"]["index"]["uuid"]
    SearchIndex.objects.filter(pk=index.pk, uuid="").update(uuid=uuid)


def _alias_actions(now: Targets, found: Mapping[str, Observed]) -> list[dict[str, Any]]:
    """What OpenSearch has to change, in one step, for the aliases to lead where the rows say."""
    wanted: dict[str, set[str]] = {}
    if now.live:
        wanted[now.live.name] = {read_alias(), write_alias()}
    if now.building:
        wanted[now.building.name] = {build_alias()}
    retired = set(SearchIndex.objects.filter(state=State.RETIRED, name__in=found).values_list("name", flat=True))
    actions: list[dict[str, Any]] = [{"remove_index": {"index": name}} for name in sorted(retired)]
    for name, there in found.items():
        if name in retired:
            continue
        should = wanted.get(name, set())
        actions += [{"add": {"index": name, "alias": alias}} for alias in sorted(should - there.aliases)]
        actions += [
            {"remove": {"index": name, "alias": alias, "must_exist": False}} for alias in sorted(there.aliases - should)
        ]
    return actions
