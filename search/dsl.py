"""Criteria as an OpenSearch query: the same set of postings as search/sql.py finds."""

from collections.abc import Sequence
from typing import Any

from ingest.text import forms
from search.asked import Asked
from search.found import microseconds
from search.words import Phrase, Piece, Prefix, Words

Query = dict[str, Any]


def query_of(asked: Asked) -> Query:
    compiled = asked.compiled
    asked_for = [
        ("company_id", compiled.company_ids),
        ("countries", compiled.countries),
        ("workplace", compiled.workplaces),
        ("employment_type", compiled.employment_types),
        ("seniority", compiled.seniorities),
        ("skills", compiled.skills),
    ]
    filters: list[Query] = [{"term": {"open": True}}]
    filters += [{"terms": {field: values}} for field, values in asked_for if values is not None]
    if compiled.most_years is not None:
        filters.append({"range": {"experience_years": {"lte": compiled.most_years}}})
    if asked.since:
        filters.append({"range": {"posted": {"gte": microseconds(asked.since)}}})
    return {"bool": {"filter": [*filters, *_required(asked.words)], "must_not": _excluded(asked.words)}}


def _required(words: Words) -> list[Query]:
    if words.excluded and not words.required:
        # A posting whose text is not analysed yet has no words, and lacks every one of them.
        return [{"exists": {"field": "words"}}]
    return [_any_of(group) for group in words.required]


def _excluded(words: Words) -> list[Query]:
    return [_of(piece) for piece in words.excluded]


def _any_of(group: Sequence[Piece]) -> Query:
    if len(group) == 1:
        return _of(group[0])
    return {"bool": {"should": [_of(piece) for piece in group], "minimum_should_match": 1}}


def _of(piece: Piece) -> Query:
    if isinstance(piece, Phrase):
        return {"span_near": {"clauses": [_span(token) for token in piece.tokens], "slop": 0, "in_order": True}}
    if isinstance(piece, Prefix):
        options = [{"prefix": {"words": {"value": piece.token}}}, _stems(piece.token)]
        return {"bool": {"should": options, "minimum_should_match": 1}}
    return _stems(piece.token)


def _stems(token: str) -> Query:
    return {"terms": {"words": list(forms(token))}}


def _span(token: str) -> Query:
    terms = [{"span_term": {"words": form}} for form in forms(token)]
    return terms[0] if len(terms) == 1 else {"span_or": {"clauses": terms}}
