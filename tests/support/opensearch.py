"""As much of OpenSearch's HTTP as we use, in this process: indexes, aliases, bulk with external versions, and the part
of its query language that is sent. Anything else is refused with 400, so that a test sees it.

It is honest about what it is: texts are split, lowered, freed of accents, and of a plural's s; a score counts weighted
words. What only a real server can tell is tested against one, where GALLERIA_TEST_OPENSEARCH_URL names it.
"""

import json
import re
import threading
import unicodedata
from collections import Counter
from contextlib import AbstractContextManager
from fnmatch import fnmatch
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import unquote, urlsplit

from tests.support.serving import serving

Document = dict[str, Any]


class Refused(Exception):
    """A request that this server does not understand or cannot do."""

    def __init__(self, status: int, reason: str) -> None:
        super().__init__(reason)
        self.status, self.reason = status, reason


def words(text: str, *, stem: bool) -> list[str]:
    plain = "".join(c for c in unicodedata.normalize("NFKD", text.lower()) if not unicodedata.combining(c))
    found = re.findall(r"[^\W_]+", plain)
    return [word[:-1] if stem and len(word) > 3 and word.endswith("s") else word for word in found]


class Node(ThreadingHTTPServer):
    """`moods` are answered first: a status, or "be slow". `asked` lists method and path of each request."""

    daemon_threads = True

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), Door)
        self.indexes: dict[str, dict[str, tuple[int, Document | None]]] = {}
        self.fields: dict[str, dict[str, Any]] = {}
        self.aliases: dict[str, str] = {}
        self.moods: list[int | str] = []
        self.asked: list[str] = []
        self.lock = threading.RLock()

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.server_address[1]}"

    def answer(self, method: str, path: str, body: bytes) -> Any:
        parts = [unquote(part) for part in path.strip("/").split("/")]
        given = json.loads(body) if body and parts[-1] != "_bulk" else {}
        match method, parts:
            case "POST", ["_bulk"]:
                return self.bulk(body)
            case "POST", ["_aliases"]:
                return self.alias(given["actions"])
            case "POST", [name, "_search"]:
                return self.search(name, given)
            case "POST", [_name, "_refresh"]:
                return {"_shards": {}}
            case "PUT", [name] if name not in self.indexes:
                self.indexes[name], self.fields[name] = {}, given["mappings"]["properties"]
                return {"acknowledged": True}
            case "GET", [pattern]:
                found = [name for name in self.indexes if fnmatch(name, pattern)]
                return {name: {} for name in found}
            case "DELETE", [name]:
                self.drop(name)
                return {"acknowledged": True}
        raise Refused(400, f"{method} {path} is not known here")

    def drop(self, name: str) -> None:
        self.indexes.pop(name, None)
        self.aliases = {alias: index for alias, index in self.aliases.items() if index != name}

    def alias(self, actions: list[dict[str, Any]]) -> Any:
        for action in actions:
            ((kind, told),) = action.items()
            if told["index"] not in self.indexes:
                raise Refused(404, "index_not_found_exception")
            if kind == "add":
                self.aliases[told["alias"]] = told["index"]
            elif kind == "remove_index":
                del self.indexes[told["index"]]
            else:
                raise Refused(400, kind)
        return {"acknowledged": True}

    def bulk(self, body: bytes) -> Any:
        lines = iter([json.loads(line) for line in body.splitlines() if line])
        items = []
        for line in lines:
            ((kind, head),) = line.items()
            index = self.indexes[head["_index"]]
            document = next(lines) if kind == "index" else None
            if document is not None and (odd := set(document) - set(self.fields[head["_index"]])):
                items.append({kind: {"status": 400, "error": f"strict_dynamic_mapping_exception {odd}"}})
            elif head["_id"] in index and index[head["_id"]][0] > head["version"]:
                items.append({kind: {"status": 409, "error": "version_conflict_engine_exception"}})
            else:
                index[head["_id"]] = (head["version"], document)
                items.append({kind: {"status": 200}})
        return {
            "errors": any(each["status"] > 299 for item in items for each in item.values()),
            "items": items,
        }

    def search(self, name: str, body: dict[str, Any]) -> Any:
        if self.aliases.get(name, name) not in self.indexes:
            raise Refused(404, "index_not_found_exception")
        documents = [
            d for _version, d in self.indexes[self.aliases.get(name, name)].values() if d is not None
        ]
        scored = [(score, d) for d in documents if (score := judged(body["query"], d)) is not None]
        shown = [(score, d) for score, d in scored if judged(body["post_filter"], d) is not None]
        rows = [([sort_value(key, score, d) for key in body["sort"]], d) for score, d in shown]
        for place, key in reversed(list(enumerate(body["sort"]))):
            rows.sort(key=lambda row, place=place: row[0][place], reverse=direction(key) == "desc")
        if "search_after" in body:
            rows = [row for row in rows if beyond(row[0], body["search_after"], body["sort"])]
        hits = [{"_id": d["product_id"], "sort": sort} for sort, d in rows[: body["size"]]]
        counted = {
            name: aggregated(agg, [d for _s, d in scored]) for name, agg in body.get("aggs", {}).items()
        }
        return {"hits": {"total": {"value": len(shown)}, "hits": hits}, "aggregations": counted}


def direction(key: dict[str, Any]) -> str:
    ((_field, how),) = key.items()
    return how if isinstance(how, str) else how["order"]


def sort_value(key: dict[str, Any], score: float, document: Document) -> Any:
    ((field, how),) = key.items()
    if field == "_score":
        return score
    value = document[field]
    return how["missing"] if value is None and isinstance(how, dict) else value


def beyond(sort: list[Any], after: list[Any], keys: list[dict[str, Any]]) -> bool:
    for mine, theirs, key in zip(sort, after, keys, strict=True):
        if mine != theirs:
            return (mine < theirs) == (direction(key) == "desc")
    return False


def values(document: Document, field: str) -> list[Any]:
    found = document[field]
    return found if isinstance(found, list) else [] if found is None else [found]


def judged(query: dict[str, Any], document: Document) -> float | None:
    """The score of a document under a query; None when it does not fit."""
    ((kind, told),) = query.items()
    match kind:
        case "match_all":
            return 1.0
        case "term" | "terms":
            ((field, wanted),) = told.items()
            wanted = wanted if isinstance(wanted, list) else [wanted]
            return 1.0 if set(values(document, field)) & set(wanted) else None
        case "range":
            ((field, bounds),) = told.items()
            fits = [
                value >= bounds.get("gte", value) and value <= bounds.get("lte", value)
                for value in values(document, field)
            ]
            return 1.0 if any(fits) else None
        case "constant_score":
            return told["boost"] if judged(told["filter"], document) is not None else None
        case "function_score" if told["script_score"]["script"]["source"] == "_score / (_score + 1)":
            score = judged(told["query"], document)
            return None if score is None else score / (score + 1)
        case "dis_max":
            return max(
                (s for each in told["queries"] if (s := judged(each, document)) is not None), default=None
            )
        case "multi_match":
            return matched(told, document)
        case "bool":
            return boolean(told, document)
    raise Refused(400, f"no query named {kind}")


def boolean(told: dict[str, Any], document: Document) -> float | None:
    if set(told) - {"must", "filter", "should", "must_not", "minimum_should_match"}:
        raise Refused(400, str(set(told)))
    must = [judged(each, document) for each in told.get("must", ())]
    kept = [judged(each, document) for each in told.get("filter", ())]
    if (
        None in must
        or None in kept
        or any(judged(each, document) is not None for each in told.get("must_not", ()))
    ):
        return None
    should = [score for each in told.get("should", ()) if (score := judged(each, document)) is not None]
    if len(should) < told.get("minimum_should_match", 0):
        return None
    return sum(must) + sum(should)


def matched(told: dict[str, Any], document: Document) -> float | None:
    """The best field's weight, for words in any order, a phrase, or a phrase whose last word only begins so."""
    best: float | None = None
    for each in told["fields"]:
        name, _sign, weight = each.partition("^")
        stem = not name.endswith(".plain")
        asked, there = (
            words(told["query"], stem=stem),
            words(document[name.removesuffix(".plain")] or "", stem=stem),
        )
        if asked and fits(told["type"], asked, there):
            best = max(best or 0.0, float(weight) * (1 + 1 / (1 + len(there))))
    return best


def fits(kind: str, asked: list[str], there: list[str]) -> bool:
    if kind == "best_fields":
        return bool(set(asked) & set(there))
    runs = [there[place : place + len(asked)] for place in range(len(there) - len(asked) + 1)]
    if kind == "phrase":
        return asked in runs
    if kind == "phrase_prefix":
        return any(run[:-1] == asked[:-1] and run[-1].startswith(asked[-1]) for run in runs)
    raise Refused(400, f"no multi_match of type {kind}")


def aggregated(agg: dict[str, Any], documents: list[Document]) -> Any:
    among = [d for d in documents if judged(agg["filter"], d) is not None]
    ((kind, told),) = agg["aggs"]["values"].items()
    if kind == "range":
        prices = [d[told["field"]] for d in among if d[told["field"]] is not None]
        counted = [
            {"key": r["key"], "doc_count": sum(r["from"] <= p < r.get("to", float("inf")) for p in prices)}
            for r in told["ranges"]
        ]
        return {"values": {"buckets": counted}}
    only = re.compile(told.get("include", ".*"))
    counts = Counter(v for d in among for v in set(values(d, told["field"])) if only.fullmatch(v))
    ranked = sorted(counts.items(), key=lambda each: (-each[1], each[0]))[: told["size"]]
    return {"values": {"buckets": [{"key": key, "doc_count": count} for key, count in ranked]}}


class Door(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    server: Node

    def _serve(self) -> None:
        body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
        path = urlsplit(self.path).path
        self.server.asked.append(f"{self.command} {path}")
        mood = self.server.moods.pop(0) if self.server.moods else None
        if mood == "be slow":
            threading.Event().wait(1.6)
        if isinstance(mood, int):
            return self._say(mood, {"error": {"type": "ill"}, "status": mood})
        try:
            with self.server.lock:
                told = self.server.answer(self.command, path, body)
        except Refused as refusal:
            return self._say(refusal.status, {"error": {"type": refusal.reason}, "status": refusal.status})
        return self._say(200, told)

    do_GET = do_PUT = do_POST = do_DELETE = _serve  # noqa: N815 - the base class's names

    def _say(self, status: int, told: Any) -> None:
        data = json.dumps(told).encode()
        self.send_response(status)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(data)))
        self.end_headers()
        self.wfile.write(data)

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - the base class's name
        pass


def running() -> AbstractContextManager[Node]:
    """A node that answers until the block ends."""
    return serving(Node())
