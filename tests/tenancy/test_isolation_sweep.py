"""A tenant sees only itself (DESIGN 5.6): every method of every rule, with what belongs to another tenant.

The rules are read from the running application, bodies are made from each route's own schema, ids from every
table: a route or a table that is added later is swept without anyone remembering.
"""

from collections.abc import Iterator
from itertools import product
from typing import Any

import pytest

from app.config import override, settings
from app.web.auth import CUSTOMER_COOKIE, STAFF_COOKIE
from app.web.permissions import access_of
from tests.factories import Make
from tests.support.clients import visit_host
from tests.support.jobs import run_jobs
from tests.support.sweeping import (
    ELSEWHERE,
    NOBODY,
    NOUNS,
    RUBBISH,
    SAFE,
    Call,
    access,
    address,
    all_values,
    body_of,
    files_of,
    insiders,
    leaked,
    own_first,
    parameters,
    rules,
    strangers,
)
from tests.support.tenantful import Full, empty_tables, fill, fingerprint

SOME = 1
MANY = 6
EVERY_THIRD = 3
"""Both tenants are served by the same code: the way back tries a third of what the way there tries."""
SHUT = {401, 403, 404}
MEANT_FOR = {"another's staff": "/admin", "another's key": "/api", "another's till": "/api"}
SAY_NOTHING = {  # doors that look nothing of another's up: one's own things are shown as they are
    "/cart/lines/<uuid:line_id>": 200,
    "/cart/lines/<uuid:line_id>/remove": 200,
    "/wishlist/<uuid:key>/removal": 303,
    "/api/v1/customers/<uuid:customer_id>/wishlist/<uuid:product_id>": 200,
    "/api/v1/carts/<uuid:cart_id>/coupons/<code>": 422,  # not in use, and what fills the swept cart has no price
    "/api/v1/pos/gift-card-holds/<uuid:hold_id>": 200,  # nothing is held under it
    "/blocks/<name>": 204,  # no test runs on what is not there
    "/p/<slug>/store": 204,  # whoever chose no store is told of none
    "/admin/products/<uuid:product_id>/pictures": 303,  # to the product's page, which is not there
}


@pytest.fixture
def full(
    database: Any, tenant: Any, other_tenant: Any, app: Any, kept_pages: None
) -> Iterator[tuple[Full, Full]]:
    """Both tenants with a row in every table."""
    with override(rate_limit_anonymous=0, web_processes=1):
        yield fill(tenant, database.superuser_url), fill(other_tenant, database.superuser_url)


@pytest.fixture
def directions(full: tuple[Full, Full]) -> list[tuple[Full, Full]]:
    """(host, stranger): both ways."""
    return [full, (full[1], full[0])]


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


def calls_of_strangers(app: Any, host: Full, stranger: Full, *, every: bool) -> Iterator[Call]:
    for rule in rules(app)[:: 1 if every else EVERY_THIRD]:
        kinds = parameters(rule)
        wishes = [own_first(rule, stranger, name, kind)[:1] for name, kind in kinds.items()]
        body, files = body_of(app, rule, host), files_of(app, rule)
        for values in product(*wishes):
            path = address(rule, dict(zip(kinds, values, strict=True)))
            for method in sorted(rule.methods or ()):
                yield Call(method, path, rule, body, files)


@pytest.mark.timeout(600)
@pytest.mark.req("TEN-01", "TEN-02")
def test_credentials_of_one_tenant_open_no_door_of_another(
    app: Any, directions: list[tuple[Full, Full]], database: Any, sender: Any
) -> None:
    wrong = []
    for place, (host, stranger) in enumerate(directions):
        before = fingerprint(stranger.tenant, database.superuser_url, settings().data_dir)
        for whose, client in strangers(app, host.tenant, stranger).items():
            for turn, call in enumerate(calls_of_strangers(app, host, stranger, every=place == 0)):
                if not worth_trying(whose, call, turn):
                    continue
                answer = call.send(client)
                opened = not (answer.status_code in SHUT or "/sign-in" in answer.headers.get("Location", ""))
                if call.method == "OPTIONS" or access(app, call.rule).kind == "public":
                    opened = answer.status_code >= 500
                if opened or leaked(answer, stranger, call):
                    wrong.append(f"{whose}: {call}: {answer.status_code} {leaked(answer, stranger, call)}")
        run_jobs(sender, [host.tenant], may_fail=True)
        assert fingerprint(stranger.tenant, database.superuser_url, settings().data_dir) == before
    assert not wrong, "\n".join(sorted(set(wrong)))


def worth_trying(whose: str, call: Call, turn: int) -> bool:
    """All that a credential is meant for; where another kind is asked for, some: the door is one for all rules."""
    if call.method in {"HEAD", "OPTIONS"}:  # guarded as GET is
        return whose == "nobody" and turn % EVERY_THIRD == 0
    if whose in RUBBISH:  # refused before any route
        return turn % len(RUBBISH) == RUBBISH.index(whose)
    if whose == "another's shopper":
        meant = not call.rule.rule.startswith(("/admin", "/api"))
    else:
        meant = call.rule.rule.startswith(MEANT_FOR.get(whose, "/"))
    return meant or turn % EVERY_THIRD == 0


def calls_with_foreign_ids(app: Any, host: Full, stranger: Full, *, every: bool) -> Iterator[Call]:
    """Each parameter in turn: the stranger's row, with the tenant's own or the stranger's before it."""
    for place, rule in list(enumerate(rules(app)))[:: 1 if every else EVERY_THIRD]:
        kinds = parameters(rule)
        if not set(kinds.values()) - {"int"}:  # a number counts pages and names no row
            continue
        body, files = body_of(app, rule, host), files_of(app, rule)
        last, last_kind = list(kinds.items())[-1]
        foreign = own_first(rule, stranger, last, last_kind)
        if every:
            known_by_name = foreign != [NOBODY]
            foreign += others(all_values(stranger, last_kind), place, SOME if known_by_name else MANY)
        above = [(name, kind) for name, kind in kinds.items() if name != last]
        for owner in (host, stranger) if above else (stranger,):
            wishes = [own_first(rule, owner, name, kind)[:1] for name, kind in above]
            for values in product(*wishes, foreign):
                path = address(rule, dict(zip(kinds, values, strict=True)))
                for method in sorted((rule.methods or set()) - {"OPTIONS", "HEAD"}):
                    yield Call(method, path, rule, body, files)


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
            if call.rule.rule not in clients:
                clients[call.rule.rule] = insiders(app, host, call.rule)
            for whose, client in clients[call.rule.rule].items():
                answer = call.send(client)
                if not refused_as_absent(answer, call) or leaked(answer, stranger, call):
                    wrong.append(f"{whose}: {call}: {answer.status_code} {leaked(answer, stranger, call)}")
        run_jobs(sender, [host.tenant], may_fail=True)
        assert fingerprint(stranger.tenant, database.superuser_url, settings().data_dir) == before
    assert not wrong, "\n".join(sorted(set(wrong)))


def others(values: list[str], place: int, many: int) -> list[str]:
    """Some that the parameter's name does not speak of, other ones for each rule: together every table's."""
    start = place * many % len(values)
    return (values[start:] + values[:start])[:many]


def refused_as_absent(answer: Any, call: Call) -> bool:
    """404, since the words were right; a till's doors are shut to keys, and the other way round."""
    if call.rule.rule in SAY_NOTHING:
        return answer.status_code in {SAY_NOTHING[call.rule.rule], 403, 404}
    if list(parameters(call.rule)) == ["token"]:  # a secret that opens nothing, not the id of a row
        return answer.status_code in {400, 404}
    if call.rule.rule.startswith("/api/v1/pos"):
        return answer.status_code in {403, 404}
    return bool(answer.status_code == 404)


@pytest.mark.timeout(600)
@pytest.mark.req("TEN-01")
def test_bodies_that_name_another_tenants_things_reach_nothing(
    app: Any, full: tuple[Full, Full], database: Any, sender: Any
) -> None:
    """One way: what is kept of the words on the way there would be taken for a leak on the way back."""
    (host, stranger), wrong = full, []
    before = fingerprint(stranger.tenant, database.superuser_url, settings().data_dir)
    for words, rule in product(words_of(stranger), rules(app)):
        kinds = parameters(rule)
        own = [own_first(rule, host, name, kind)[0] for name, kind in kinds.items()]
        path = address(rule, dict(zip(kinds, own, strict=True)))
        for method in sorted((rule.methods or set()) - SAFE):
            call = Call(method, path, rule, body_of(app, rule, host, words), files_of(app, rule))
            for client in insiders(app, host, rule).values():
                answer = call.send(client)
                if answer.status_code >= 500 or leaked(answer, stranger, call):
                    wrong.append(f"{call}: {answer.status_code} {leaked(answer, stranger, call)} {call.body}")
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
    for place, each in enumerate(full):
        callers = [
            visit_host(app, host, authorization=f"Bearer {token}") for token in (each.key, each.device)
        ]
        callers.append(visit_host(app, host))
        for name in (STAFF_COOKIE, CUSTOMER_COOKIE, "galleria_operator"):
            callers[-1].set_cookie(name, each.admin, domain=host)
        for client, rule in product(
            callers, rules(app, without=ELSEWHERE[1:])[:: EVERY_THIRD if place else 1]
        ):
            slug = each.tenant.slug
            path = address(rule, {name: slug if name == "slug" else NOBODY for name in rule._converters})
            for method in sorted((rule.methods or set()) - {"OPTIONS"}):
                call = Call(method, path, rule)
                answer = call.send(client)
                shut = answer.status_code in SHUT or "/sign-in" in answer.headers.get("Location", "")
                if answer.status_code >= 500 or (access(app, rule).kind != "public" and not shut):
                    wrong.append(f"{call}: {answer.status_code}")
    assert not wrong, "\n".join(sorted(set(wrong)))


def test_the_sweep_would_notice(database: Any, full: tuple[Full, Full], app: Any, unit: Any) -> None:
    host, stranger = full
    before = fingerprint(stranger.tenant, database.superuser_url, settings().data_dir)
    with unit(stranger.tenant):
        Make(stranger.tenant).page()
    assert fingerprint(stranger.tenant, database.superuser_url, settings().data_dir) != before
    call = Call("GET", "/", rules(app)[0])
    word = stranger.words["product.title"]
    assert leaked(app.response_class(f"<p>{word}</p>"), stranger, call) == {word}
    assert not leaked(app.response_class(f"<p>{host.words['product.title']}</p>"), stranger, call)
