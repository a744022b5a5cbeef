"""OpenSearch through its own client: one alias a tenant, indexes behind it, replaced without a gap."""

import time
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from typing import Any

from opensearchpy import OpenSearch
from opensearchpy.exceptions import NotFoundError, OpenSearchException, TransportError

from app.core.db import require_no_transaction
from app.core.ids import new_id
from app.core.tenancy import current_tenant
from app.domains.search.ports import Ask, Hits, SearchAway
from app.outbound.search import mapping
from app.outbound.search.question import hits, question

PREFIX = "galleria"
SECONDS, BULK_SECONDS = 1.0, 30.0
RESTS_SECONDS = 10.0
RETRY_SECONDS = (0.2, 1.0)


class OpenSearchEngine:
    """Answers searches and keeps documents. After a failure it is left alone for ten seconds."""

    def __init__(self, url: str) -> None:
        self._client = OpenSearch([url], timeout=SECONDS, max_retries=0, pool_maxsize=8)
        self._rests_until = 0.0

    def find(self, ask: Ask) -> Hits:
        """What fits. Raises SearchAway when OpenSearch does not answer, has no index yet, or answers nonsense.

        A search is not tried again: somebody waits, and PostgreSQL answers.
        """
        require_no_transaction("a search engine's call")
        if time.monotonic() < self._rests_until:
            raise SearchAway("it failed a moment ago", "resting")
        try:
            return hits(self._client.search(index=alias(), body=question(ask)), ask)
        except NotFoundError as error:  # not filled yet
            raise SearchAway("there is no index", "no_index") from error
        except (OpenSearchException, KeyError, TypeError, ValueError) as error:
            self._rests_until = time.monotonic() + RESTS_SECONDS
            raise SearchAway(f"{type(error).__name__}: {str(error)[:200]}") from error

    def put(self, rows: Iterable[Mapping[str, Any]]) -> None:
        """Write products (see mapping.DOCUMENTS) wherever the tenant's index is read or being filled.

        A reading that is older than what is there changes nothing. Raises SearchAway.
        """
        actions = list(rows)
        with _away():
            for name in self.indexes():
                self._write(name, actions)

    def _write(self, name: str, rows: Iterable[Mapping[str, Any]]) -> None:
        lines: list[Mapping[str, Any]] = []
        for row in rows:
            head = {
                "_index": name, "_id": str(row["product_id"]),
                "version": row["version"], "version_type": "external_gte",
            }  # fmt: skip
            lines += [{"index": head}, row["document"]] if row["listed"] else [{"delete": head}]
        if not lines:
            return
        answer = _patiently(lambda: self._client.bulk(body=lines, params={"request_timeout": BULK_SECONDS}))
        for each in answer["items"] if answer["errors"] else ():
            ((_kind, told),) = each.items()
            if told["status"] not in (404, 409):  # gone already; a later reading is there
                raise SearchAway(f"a document was refused: {str(told.get('error'))[:300]}")

    def indexes(self) -> list[str]:
        """The tenant's indexes, read and being filled."""
        try:
            return sorted(self._client.indices.get(index=f"{alias()}-*"))
        except NotFoundError:
            return []

    def begin(self) -> str:
        """Make an index to fill; from now on changes go to it too. Raises SearchAway."""
        name = f"{alias()}-{new_id().hex}"
        with _away():
            self._client.indices.create(index=name, body=mapping.index(current_tenant().locale))
        return name

    def swap(self, name: str) -> None:
        """Let searches read this index from now on, in one step, and drop the others. Raises SearchAway."""
        with _away():
            self._client.indices.refresh(index=name)
            others = [each for each in self.indexes() if each != name]
            gone = [{"remove_index": {"index": each}} for each in others]
            self._client.indices.update_aliases(
                body={"actions": [{"add": {"index": name, "alias": alias()}}, *gone]}
            )
        self._rests_until = 0.0

    def drop(self, name: str) -> None:
        """Forget an index that was not filled to its end. Raises SearchAway."""
        with _away():
            self._client.indices.delete(index=name, params={"ignore_unavailable": "true"})

    def refresh(self) -> None:
        """Let searches see what was put. Raises SearchAway."""
        with _away():
            self._client.indices.refresh(index=alias())


def alias() -> str:
    """What the tenant's index is read by."""
    return f"{PREFIX}-{current_tenant().id}".lower()


def _patiently(ask: Callable[[], Any]) -> Any:
    """Ask again, after a pause, what OpenSearch was too busy for or broke off; what is refused is not asked again."""
    for pause in RETRY_SECONDS:
        try:
            return ask()
        except TransportError as error:
            if error.status_code not in ("N/A", "TIMEOUT", 429, 502, 503, 504):
                raise
            time.sleep(pause)
    return ask()


@contextmanager
def _away() -> Iterator[None]:
    """Every failure of OpenSearch is SearchAway; none is waited for inside a transaction."""
    require_no_transaction("a search engine's call")
    try:
        yield
    except (OpenSearchException, KeyError, TypeError) as error:
        raise SearchAway(f"{type(error).__name__}: {str(error)[:200]}") from error
