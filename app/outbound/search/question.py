"""A question to OpenSearch, pure: what is asked as its query language, and its answer as hits.

The score says: pinned first, then the very SKU, then what is in stock, then how well the words fit (below 1), as
PostgreSQL ranks. What is asked of a product alone stands in `post_filter`, so each facet is counted without its own.
"""

import re
from collections.abc import Iterable, Mapping
from typing import Any
from uuid import UUID

from app.domains.search.ports import Ask, Hits
from app.domains.search.types import Part

FIELDS = [
    "title^1", "title.plain^1", "maker^0.4", "maker.plain^0.4", "more^0.2", "more.plain^0.2", "description^0.05",
    "description.plain^0.05",
]  # fmt: skip
PLAIN = [field for field in FIELDS if ".plain" in field]
BELOW_ONE = "_score / (_score + 1)"
PINNED, EXACT, BURIED, IN_STOCK, BOOST_UNIT = 1000.0, 200.0, 400.0, 10.0, 0.5
MOST_VALUES, MOST_OPTIONS = 50, 200
SORTS: Mapping[str, list[dict[str, Any]]] = {
    "relevance": [{"_score": "desc"}, {"product_id": "desc"}],
    "newest": [{"product_id": "desc"}],
    "price": [{"price_min": {"order": "asc", "missing": 0}}, {"product_id": "asc"}],
    "-price": [{"price_min": {"order": "desc", "missing": 0}}, {"product_id": "desc"}],
    "title": [{"title_key": "asc"}, {"product_id": "asc"}],
}
_LUCENE = re.compile(r'([.?+*|{}\[\]()"\\#@&<>~^$-])')


def question(ask: Ask) -> dict[str, Any]:
    """The body of a search."""
    chosen = _chosen(ask)
    body: dict[str, Any] = {
        "size": ask.limit,
        "_source": False,
        "track_total_hits": True,
        "query": _query(ask),
        "post_filter": _all(chosen.values()),
        "sort": SORTS[ask.order],
    }
    if ask.after is not None:
        key, product = ask.after
        body["search_after"] = (
            [str(product)] if ask.order == "newest" else [_typed(ask.order, key), str(product)]
        )
    if ask.facets:
        body["aggs"] = _counted(ask, chosen)
    return body


def _typed(order: str, key: str) -> str | float | int:
    return key if order == "title" else float(key) if order == "relevance" else int(float(key))


def _query(ask: Ask) -> dict[str, Any]:
    words = _words(ask)
    fits = [words, {"term": {"codes": ask.code}}]
    fixed: list[dict[str, Any]] = []
    if ask.rule and ask.rule.pins:
        fits.append({"terms": {"product_id": [str(each) for each in ask.rule.pins]}})
    if ask.category is not None:
        fixed.append({"term": {"categories": str(ask.category)}})
    if ask.in_stock:
        fixed.append({"term": {"in_stock": True}})
    scored = {"query": words, "script_score": {"script": {"source": BELOW_ONE}}, "boost_mode": "replace"}
    return {
        "bool": {
            "filter": [{"bool": {"should": fits, "minimum_should_match": 1}}, *fixed],
            "should": [
                {"function_score": scored},
                _worth({"term": {"codes": ask.code}}, EXACT),
                _worth({"term": {"in_stock": True}}, IN_STOCK),
                *_ruled(ask),
            ],
        }
    }


def _words(ask: Ask) -> dict[str, Any]:
    must = [_part(part, ask.way) for part in ask.parts if not part.without]
    without = [_part(part, "all") for part in ask.parts if part.without]
    if ask.way == "any":
        return {"bool": {"should": must, "minimum_should_match": 1, "must_not": without}}
    return {"bool": {"must": must or [{"match_all": {}}], "must_not": without}}


def _part(part: Part, way: str) -> dict[str, Any]:
    forms = [
        _form(form, "phrase" if part.phrase or " " in form else "best_fields", FIELDS) for form in part.forms
    ]
    if way == "beginnings" and not part.phrase:
        forms += [_form(form, "phrase_prefix", PLAIN) for form in part.forms]
    return forms[0] if len(forms) == 1 else {"dis_max": {"queries": forms}}


def _form(form: str, kind: str, fields: list[str]) -> dict[str, Any]:
    return {"multi_match": {"query": form, "type": kind, "fields": fields}}


def _worth(condition: dict[str, Any], points: float) -> dict[str, Any]:
    return {"constant_score": {"filter": condition, "boost": points}}


def _not(condition: dict[str, Any]) -> dict[str, Any]:
    return {"bool": {"must_not": [condition]}}


def _ruled(ask: Ask) -> list[dict[str, Any]]:
    """Points by the merchant's rule; what loses them is said by giving them to all others."""
    rule = ask.rule
    if rule is None:
        return []
    points = [
        _worth({"term": {"product_id": str(pin)}}, PINNED * (len(rule.pins) - place))
        for place, pin in enumerate(rule.pins)
    ]
    if rule.buries:
        points.append(_worth(_not({"terms": {"product_id": [str(each) for each in rule.buries]}}), BURIED))
    for boost in rule.boosts:
        field = "brand" if boost.kind == "brand" else "categories"
        bonus = (boost.factor - 1) * BOOST_UNIT
        concerned = {"term": {field: boost.value}}
        if bonus:
            points.append(_worth(concerned if bonus > 0 else _not(concerned), abs(bonus)))
    return points


def _chosen(ask: Ask) -> dict[str, dict[str, Any]]:
    """What is chosen from each facet, as a filter."""
    chosen: dict[str, dict[str, Any]] = {}
    if ask.brands:
        chosen["brand"] = {"terms": {"brand": list(ask.brands)}}
    if ask.rooms:
        chosen["category"] = {"terms": {"categories": [str(room) for room in ask.rooms]}}
    if ask.cheapest is not None or ask.dearest is not None:
        bounds = [{"range": {"price_max": {"gte": ask.cheapest or 0}}}]
        if ask.dearest is not None:
            bounds.append({"range": {"price_min": {"lte": ask.dearest}}})
        chosen["price"] = _all(bounds)
    for axis, values in ask.options.items():
        chosen[f"option:{axis}"] = {"terms": {"options": list(values)}}
    return chosen


def _all(conditions: Iterable[dict[str, Any]]) -> dict[str, Any]:
    return {"bool": {"filter": list(conditions)}}


def _counted(ask: Ask, chosen: Mapping[str, dict[str, Any]]) -> dict[str, Any]:
    def among(own: str, counted: dict[str, Any]) -> dict[str, Any]:
        others = _all(condition for name, condition in chosen.items() if name != own)
        return {"filter": others, "aggs": {"values": counted}}

    bounds = [0, *ask.steps]
    ranges = [
        {"key": str(number), "from": low, **({"to": bounds[number + 1]} if number + 1 < len(bounds) else {})}
        for number, low in enumerate(bounds)
    ]
    counted = {
        "brand": among("brand", {"terms": {"field": "brand", "size": MOST_VALUES}}),
        "category": among("category", {"terms": {"field": "categories", "size": MOST_OPTIONS}}),
        "price": among("price", {"range": {"field": "price_min", "ranges": ranges}}),
        "options": among("", {"terms": {"field": "options", "size": MOST_OPTIONS}}),
    }
    for axis in ask.options:
        only = {"field": "options", "size": MOST_OPTIONS, "include": _LUCENE.sub(r"\\\1", axis) + "=.*"}
        counted[f"option:{axis}"] = among(f"option:{axis}", {"terms": only})
    return counted


def hits(answer: Mapping[str, Any], ask: Ask) -> Hits:
    """What OpenSearch answered. Raises KeyError, TypeError or ValueError for what is no answer."""
    found = tuple((UUID(each["_id"]), _key(each["sort"])) for each in answer["hits"]["hits"])
    counts = {name: _buckets(part) for name, part in answer.get("aggregations", {}).items()}
    own = {axis: counts.pop(f"option:{axis}", []) for axis in ask.options}
    options = [each for each in counts.get("options", []) if each[0].partition("=")[0] not in own]
    counts["options"] = sorted(
        [*options, *(each for values in own.values() for each in values)],
        key=lambda each: (-each[1], each[0]),
    )
    counts["brand"] = [each for each in counts.get("brand", []) if each[0]]
    return Hits(found, int(answer["hits"]["total"]["value"]), counts)


def _key(sort: list[Any]) -> str:
    return str(sort[0])


def _buckets(part: Mapping[str, Any]) -> list[tuple[str, int]]:
    buckets = part["values"]["buckets"]
    return [(str(each["key"]), int(each["doc_count"])) for each in buckets if each["doc_count"]]
