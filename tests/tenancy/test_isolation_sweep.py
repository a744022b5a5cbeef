"""A tenant sees only itself (DESIGN 5.6): every method of every rule, with what belongs to another tenant.

The rules are read from the running application, bodies are made from each route's own schema, ids from every
table: a route or a table that is added later is swept without anyone remembering.
"""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import count, product
from typing import Any
from urllib.parse import quote

import pytest
from werkzeug.routing import Rule

from app.config import override, settings
from app.web import ratelimit
from app.web.auth import CUSTOMER_COOKIE, STAFF_COOKIE
from app.web.permissions import Access, access_of
from tests.support import valid
from tests.support.clients import visit, visit_host
from tests.support.jobs import run_jobs
from tests.support.tenantful import MARK, Full, empty_tables, fill, fingerprint

ELSEWHERE = ("/console", "/static", "/healthz", "/readyz", "/metrics")
NOBODY = "00000000-0000-7000-8000-00000000dead"
NOUNS = {"image": "media", "store": "location", "method": "shipping_method", "client": "api_client"}
SHUT = {401, 403, 404}
REFUSED = SHUT | {405, 409, 422}
SAFE = {"GET", "HEAD", "OPTIONS"}
KEYS = count(1)


@dataclass(frozen=True)
class Call:
    """One request of the sweep."""

    method: str
    path: str
    rule: Rule
    body: Any = None

    def send(self, client: Any) -> Any:
        ratelimit.forget()
        how = {"json" if self.rule.rule.startswith("/api/") else "data": self.body}
        how["headers"] = (
            {"Idempotency-Key": f"sweep-{next(KEYS)}"} if self.rule.rule.endswith("/checkout") else {}
        )
        return client.open(self.path, method=self.method, **(how if self.method not in SAFE else {}))

    def __str__(self) -> str:
        return f"{self.method} {self.rule.rule}"


@pytest.fixture
def full(database: Any, tenant: Any, other_tenant: Any, app: Any) -> Iterator[tuple[Full, Full]]:
    """Both tenants with a row in every table."""
    with override(rate_limit_anonymous=0, web_processes=1):
        yield fill(tenant, database.superuser_url), fill(other_tenant, database.superuser_url)


@pytest.fixture
def directions(full: tuple[Full, Full]) -> list[tuple[Full, Full]]:
    """(host, stranger): both ways."""
    return [full, (full[1], full[0])]


def rules(app: Any, *, of: tuple[str, ...] = (), without: tuple[str, ...] = ELSEWHERE) -> list[Rule]:
    return [
        rule
        for rule in app.url_map.iter_rules()
        if not rule.rule.startswith(without) and (not of or rule.rule.startswith(of))
    ]


def access(app: Any, rule: Rule) -> Access:
    found = access_of(app.view_functions[rule.endpoint])
    assert found is not None, f"{rule.rule} declares no permission"
    return found


def parameters(rule: Rule) -> dict[str, str]:
    """Parameter -> uuid, int or text."""
    kinds = {"UUIDConverter": "uuid", "IntegerConverter": "int", "FloatConverter": "int"}
    return {name: kinds.get(type(how).__name__, "text") for name, how in rule._converters.items()}


def address(rule: Rule, values: dict[str, str]) -> str:
    path = rule.rule
    for name, value in values.items():
        head, _, rest = path.partition("<")
        _name, _, tail = rest.partition(">")
        assert _name.rpartition(":")[2] == name
        path = head + quote(value, safe="") + tail
    return path


def own_first(rule: Rule, owner: Full, name: str, kind: str) -> list[str]:
    """Values of `owner` that a parameter of this name is most likely meant for."""
    noun = name.removesuffix("_id")
    noun = NOUNS.get(noun, noun)
    if kind == "int":
        return ["1"]
    found = [value for table, value in owner.ids.items() if noun in table]
    words = [value for key, value in owner.words.items() if noun in key] if kind == "text" else []
    return found + words or [NOBODY]


def all_values(owner: Full, kind: str) -> list[str]:
    if kind == "int":
        return ["1", "2"]
    return [*owner.ids.values(), *(owner.words.values() if kind == "text" else ())]


def body_of(app: Any, rule: Rule, words: dict[str, str] | None = None) -> Any:
    """A body that the route takes, from its own schema or forms."""
    view = app.view_functions[rule.endpoint]
    if rule.rule.startswith("/api/"):
        model = valid.body_model(view)
        return valid.body_for(model, words) if model else None
    return {"csrf_token": "test-csrf", **valid.fields_for(view, words)}


def browser(app: Any, tenant: Any, **cookies: str) -> Any:
    client = visit(app, tenant)
    for name, token in cookies.items():
        client.set_cookie(name, token, domain=tenant.host)
    return client


def keyed(app: Any, tenant: Any, token: str) -> Any:
    return visit(app, tenant, authorization=f"Bearer {token}")


def strangers(app: Any, host: Any, stranger: Full) -> dict[str, Any]:
    """Callers on `host` with credentials that are no good there."""
    return {
        "nobody": visit(app, host),
        "another's staff": browser(app, host, **{STAFF_COOKIE: stranger.admin}),
        "another's shopper": browser(app, host, **{CUSTOMER_COOKIE: stranger.customer}),
        "another's key": keyed(app, host, stranger.key),
        "another's till": keyed(app, host, stranger.device),
        "rubbish": keyed(app, host, "x'; drop table product; --"),
        "rubbish cookies": browser(app, host, **{STAFF_COOKIE: "x" * 43, CUSTOMER_COOKIE: "' or '' '"}),
        "a till's rubbish": keyed(app, host, "dev_" + "x" * 43),
    }


def insiders(app: Any, host: Full, rule: Rule) -> dict[str, Any]:
    """The tenant's own callers that a rule is meant for."""
    if rule.rule.startswith("/admin"):
        return {"own staff": browser(app, host.tenant, **{STAFF_COOKIE: host.admin})}
    if rule.rule.startswith("/api/v1/pos"):
        return {
            "own key": keyed(app, host.tenant, host.key),
            "own till": keyed(app, host.tenant, host.device),
        }
    if rule.rule.startswith("/api/"):
        return {"own key": keyed(app, host.tenant, host.key)}
    return {"own shopper": browser(app, host.tenant, **{CUSTOMER_COOKIE: host.customer})}


def leaked(answer: Any, stranger: Full, call: Call) -> set[str]:
    """The stranger's words in an answer, but for those that the request itself named."""
    said = f"{call.path} {json.dumps(call.body, default=str)}"
    text = f"{answer.get_data(as_text=True)} {answer.headers}"
    marks = set(MARK.findall(text)) & set(stranger.words.values())
    marks |= {word for word in (stranger.tenant.name, stranger.tenant.schema) if word in text}
    return {mark for mark in marks if mark not in said}


def test_every_table_has_a_row_to_be_stolen(full: tuple[Full, Full]) -> None:
    for each in full:
        assert not empty_tables(each.tenant)
        assert len(each.ids) > 30
        assert len(each.words) > 15


@pytest.mark.req("SEC-06")
def test_every_rule_declares_who_may_use_it(app: Any) -> None:
    undeclared = [
        rule.rule for rule in app.url_map.iter_rules() if access_of(app.view_functions[rule.endpoint]) is None
    ]
    assert not undeclared


def calls_of_strangers(app: Any, stranger: Full) -> Iterator[Call]:
    for rule in rules(app):
        kinds = parameters(rule)
        wishes = [own_first(rule, stranger, name, kind)[:2] for name, kind in kinds.items()]
        body = body_of(app, rule)
        for values in product(*wishes):
            path = address(rule, dict(zip(kinds, values, strict=True)))
            for method in sorted(rule.methods or ()):
                yield Call(method, path, rule, body)


@pytest.mark.timeout(600)
@pytest.mark.req("TEN-01", "TEN-02")
def test_credentials_of_one_tenant_open_no_door_of_another(
    app: Any, directions: list[tuple[Full, Full]], database: Any, sender: Any
) -> None:
    wrong = []
    for host, stranger in directions:
        before = fingerprint(stranger.tenant, database.superuser_url, settings().data_dir)
        for whose, client in strangers(app, host.tenant, stranger).items():
            for call in calls_of_strangers(app, stranger):
                answer = call.send(client)
                opened = not (answer.status_code in SHUT or "/sign-in" in answer.headers.get("Location", ""))
                if call.method == "OPTIONS" or access(app, call.rule).kind == "public":
                    opened = answer.status_code >= 500
                if opened or leaked(answer, stranger, call):
                    wrong.append(f"{whose}: {call}: {answer.status_code} {leaked(answer, stranger, call)}")
        run_jobs(sender, [host.tenant], may_fail=True)
        assert fingerprint(stranger.tenant, database.superuser_url, settings().data_dir) == before
    assert not wrong, "\n".join(sorted(set(wrong)))


def calls_with_foreign_ids(app: Any, host: Full, stranger: Full, *, every: bool) -> Iterator[Call]:
    """Each parameter in turn: the stranger's row, with the tenant's own or the stranger's before it."""
    for rule in rules(app):
        kinds = parameters(rule)
        if not kinds:
            continue
        body = body_of(app, rule)
        last, last_kind = list(kinds.items())[-1]
        foreign = all_values(stranger, last_kind) if every else own_first(rule, stranger, last, last_kind)
        above = [(name, kind) for name, kind in kinds.items() if name != last]
        for owner in (host, stranger) if above else (stranger,):
            wishes = [own_first(rule, owner, name, kind)[:2] for name, kind in above]
            for values in product(*wishes, foreign):
                path = address(rule, dict(zip(kinds, values, strict=True)))
                for method in sorted((rule.methods or set()) - {"OPTIONS", "HEAD"}):
                    yield Call(method, path, rule, body)


@pytest.mark.timeout(600)
@pytest.mark.req("TEN-01")
def test_rows_of_another_tenant_are_not_there(
    app: Any, directions: list[tuple[Full, Full]], database: Any, sender: Any
) -> None:
    wrong = []
    for place, (host, stranger) in enumerate(directions):
        before = fingerprint(stranger.tenant, database.superuser_url, settings().data_dir)
        clients: dict[str, dict[str, Any]] = {}
        for call in calls_with_foreign_ids(app, host, stranger, every=place == 0):
            known = clients.setdefault(call.rule.rule, insiders(app, host, call.rule))
            for whose, client in known.items():
                answer = call.send(client)
                if not refused_as_absent(answer, call) or leaked(answer, stranger, call):
                    wrong.append(f"{whose}: {call}: {answer.status_code} {leaked(answer, stranger, call)}")
        run_jobs(sender, [host.tenant], may_fail=True)
        assert fingerprint(stranger.tenant, database.superuser_url, settings().data_dir) == before
    assert not wrong, "\n".join(sorted(set(wrong)))


def refused_as_absent(answer: Any, call: Call) -> bool:
    """404 wherever the words were right; a till's doors are shut to keys and the other way round."""
    if call.rule.rule.startswith("/api/v1/pos"):
        return answer.status_code in {403, 404}
    return bool(answer.status_code == 404)


@pytest.mark.timeout(600)
@pytest.mark.req("TEN-01")
def test_bodies_that_name_another_tenants_things_reach_nothing(
    app: Any, directions: list[tuple[Full, Full]], database: Any, sender: Any
) -> None:
    wrong = []
    for host, stranger in directions:
        before = fingerprint(stranger.tenant, database.superuser_url, settings().data_dir)
        for words in words_of(stranger):
            for rule in rules(app):
                kinds = parameters(rule)
                own = [own_first(rule, host, name, kind)[0] for name, kind in kinds.items()]
                path = address(rule, dict(zip(kinds, own, strict=True)))
                for method in sorted((rule.methods or set()) - SAFE):
                    call = Call(method, path, rule, body_of(app, rule, words))
                    for client in insiders(app, host, rule).values():
                        answer = call.send(client)
                        if answer.status_code >= 500 or leaked(answer, stranger, call):
                            wrong.append(
                                f"{call}: {answer.status_code} {leaked(answer, stranger, call)} {call.body}"
                            )
        run_jobs(sender, [host.tenant], may_fail=True)
        assert fingerprint(stranger.tenant, database.superuser_url, settings().data_dir) == before
    assert not wrong, "\n".join(sorted(set(wrong)))


def words_of(stranger: Full) -> Iterator[dict[str, str]]:
    """The stranger's ids and words under the names that bodies use."""
    ids = {f"{table}_id": value for table, value in stranger.ids.items()} | dict(stranger.ids)
    words = {key.partition(".")[2]: value for key, value in stranger.words.items()}
    nouns = {f"{noun}_id": stranger.ids[table] for noun, table in NOUNS.items() if table in stranger.ids}
    plural = {"categories": stranger.ids["category"], "parent_id": stranger.ids["category"]}
    yield ids | nouns | plural | words | {"location": stranger.words["location.code"]}
    yield {
        "reference": stranger.ids["order"],
        "customer": stranger.ids["customer"],
        "cashier": stranger.ids["staff"],
    }


@pytest.mark.req("TEN-03")
def test_tenants_people_are_strangers_at_the_platforms_console(app: Any, full: tuple[Full, Full]) -> None:
    host = f"console.{settings().base_domain}"
    wrong = []
    for each in full:
        callers = [
            visit_host(app, host, authorization=f"Bearer {token}") for token in (each.key, each.device)
        ]
        callers.append(visit_host(app, host))
        for name in (STAFF_COOKIE, CUSTOMER_COOKIE, "galleria_operator"):
            callers[-1].set_cookie(name, each.admin, domain=host)
        for client, rule in product(callers, rules(app, without=ELSEWHERE[1:])):
            slug = each.tenant.slug
            path = address(rule, {name: slug if name == "slug" else NOBODY for name in rule._converters})
            for method in sorted((rule.methods or set()) - {"OPTIONS"}):
                call = Call(method, path, rule)
                answer = call.send(client)
                shut = answer.status_code in SHUT or "/sign-in" in answer.headers.get("Location", "")
                if answer.status_code >= 500 or (access(app, rule).kind != "public" and not shut):
                    wrong.append(f"{call}: {answer.status_code}")
    assert not wrong, "\n".join(sorted(set(wrong)))
