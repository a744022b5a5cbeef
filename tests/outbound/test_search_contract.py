"""One contract for both search engines: PostgreSQL, and OpenSearch behind the same questions of the shop.

OpenSearch is asked in this process (tests/support/opensearch.py), and a real one where GALLERIA_TEST_OPENSEARCH_URL
names it.
"""

import os
from dataclasses import replace
from uuid import uuid4

import pytest
from sqlalchemy import select, text, update

from app.config import override
from app.core import events, relay
from app.core.db import db
from app.core.engines import engine_of
from app.core.errors import BadRequest
from app.core.principal import acting_as, system
from app.core.tenancy import tenant_scope
from app.domains.catalog.events import ProductsChanged
from app.domains.catalog.models import Listing
from app.domains.catalog.types import FieldSpec
from app.domains.search import ports
from app.domains.search import service as search
from app.domains.search.ports import SearchAway
from app.domains.search.types import Boost, Rule
from app.flows import learn_words, product_types
from app.outbound.search import opensearch
from app.outbound.search import service as searching
from app.queries import product_list, search_engine
from app.queries.product_list import Wish
from tests.support import opensearch as double

OPEN_TRANSACTIONS = text(
    "select count(*) from pg_stat_activity where state like 'idle in transaction%' and datname = current_database()"
)
LIVE = os.environ.get("GALLERIA_TEST_OPENSEARCH_URL")


@pytest.fixture
def node():
    with double.running() as running:
        yield running


@pytest.fixture(params=["postgresql", "double", "live"])
def engine(request, monkeypatch):
    if request.param == "postgresql":
        yield None
        return
    if request.param == "live" and not LIVE:
        pytest.skip("no OpenSearch: set GALLERIA_TEST_OPENSEARCH_URL to a server that may be written to")
    url = LIVE if request.param == "live" else request.getfixturevalue("node").url
    monkeypatch.setattr(opensearch, "PREFIX", f"galleria-test-{uuid4().hex[:8]}")
    with override(opensearch_url=url):
        searching._connected.cache_clear()
        searching.install()
        yield searching._engine()
    ports.set_engine(None)


@pytest.fixture
def find(engine, unit, tenant):
    """Searches a shop whose index has all that was made so far."""

    def finding(q=None, **wish):
        if engine is not None:
            with tenant_scope(tenant), acting_as(system("test")):
                searching.rebuild()
        with unit(tenant):
            return product_list.products(Wish(q=q, **wish))

    return finding


def titles(shelf):
    return [item.title for item in shelf.items]


def counts(shelf, code):
    return {v.value: v.count for facet in shelf.facets if facet.code == code for v in facet.values}


@pytest.mark.req("WEB-07")
def test_words_are_found_whatever_their_accents_case_and_number(make, find):
    make.product(title="Crème brûlée dishes")
    make.product(title="Plate")
    for q in ("creme", "CRÈME dish", "brulee dishes"):
        assert titles(find(q)) == ["Crème brûlée dishes"]


def test_the_very_sku_stands_first_even_when_sold_out(make, find):
    make.product(title="LAMP-100-X adapter", description="lamp-100-x")
    make.product(title="Brass", sku="LAMP-100-X", stock=0)
    assert titles(find("lamp-100-x"))[0] == "Brass"


def test_titles_count_more_than_brands_tags_and_descriptions_and_stock_more_than_words(make, find):
    make.product(title="Vase", description="with a walnut foot")
    make.product(title="Bowl", tags=["walnut"])
    make.product(title="Stool", brand="Walnut")
    make.product(title="Walnut desk")
    make.product(title="Walnut", stock=0)
    assert titles(find("walnut")) == ["Walnut desk", "Stool", "Bowl", "Vase", "Walnut"]


def test_each_wider_way_of_asking_is_said(make, find, unit, tenant):
    make.product(title="Walnut desk")
    make.product(title="Oak chair")
    with unit(tenant):
        learn_words.learn_all()
    assert titles(find("desk wal")) == ["Walnut desk"]
    mended = find("wallnut")
    assert (titles(mended), mended.instead) == (["Walnut desk"], "walnut")
    loose = find("walnut chair")
    assert (sorted(titles(loose)), loose.loose) == (["Oak chair", "Walnut desk"], True)
    assert find("zzzz").total == 0


def test_synonyms_phrases_and_refusals(make, find, unit, tenant):
    make.product(title="Red sofa")
    make.product(title="Couch cover red")
    with unit(tenant):
        search.add_synonym(["sofa", "couch"])
    assert sorted(titles(find("sofa"))) == ["Couch cover red", "Red sofa"]
    assert titles(find('"red sofa"')) == ["Red sofa"]
    assert titles(find("red -sofa")) == ["Couch cover red"]


@pytest.fixture
def shelf_of_lamps(make, unit, tenant):
    """Six lamps of two brands, three prices, two sizes, in two rooms; one sold out, one a draft."""
    rooms = [
        make.category(name=name, slug=name.lower().replace(" ", "-"))
        for name in ("Desk lamps", "Floor lamps")
    ]
    for n in range(6):
        made = make.bare_product(title=f"Lamp {n}", brand=("Anglo", "Bauhaus")[n % 2], option_names=["Size"])
        make.product_category(category=rooms[n % 2], product=made)
        make.variant_of(
            made,
            price=(900, 4_900, 30_000)[n % 3],
            option_values=[("Small", "Large")[n // 3]],
            stock=0 if n == 5 else 9,
        )
    make.product(title="Lamp in draft", status="draft")


def test_each_facet_is_counted_without_its_own_filter(shelf_of_lamps, find):
    plain = find("lamp", facets=True)
    assert plain.total == 6
    assert counts(plain, "brand") == {"Anglo": 3, "Bauhaus": 3}
    assert counts(plain, "option:Size") == {"Size=Small": 3, "Size=Large": 3}
    assert sorted(counts(plain, "category").values()) == [3, 3]
    assert sorted(counts(plain, "price").values()) == [2, 2, 2]
    chosen = find("lamp", facets=True, brands=("Anglo",), options=("Size=Small",))
    assert chosen.total == 2
    assert counts(chosen, "brand") == {"Anglo": 2, "Bauhaus": 1}
    assert counts(chosen, "option:Size") == {"Size=Small": 2, "Size=Large": 1}
    assert sum(counts(chosen, "price").values()) == 2


def test_filters_narrow_and_orders_order(shelf_of_lamps, find):
    assert sorted(titles(find("lamp", cheapest=1_000, dearest=5_000))) == ["Lamp 1", "Lamp 4"]
    assert find("lamp", in_stock=True).total == 5
    assert find("lamp", rooms=("desk-lamps",)).total == 3
    assert find("lamp", category="floor-lamps").total == 3
    prices = [item.price_min for item in find("lamp", sort="price").items]
    assert prices == sorted(prices)
    assert [item.price_min for item in find("lamp", sort="-price").items] == prices[::-1]
    assert titles(find("lamp", sort="title")) == [f"Lamp {n}" for n in range(6)]


@pytest.mark.parametrize("sort", [None, "price", "-price", "title", "newest"])
def test_pages_go_on_without_repeating(shelf_of_lamps, find, sort):
    seen, cursor = [], None
    for _page in range(3):
        page = find("lamp", sort=sort, limit=2, cursor=cursor)
        seen, cursor = seen + titles(page), page.next
    assert cursor is None
    assert sorted(seen) == [f"Lamp {n}" for n in range(6)]
    assert seen == titles(find("lamp", sort=sort))


def test_rules_pin_bury_and_weigh(make, find, unit, tenant):
    made = {name: make.product(title=f"Mug {name}", brand=name) for name in ("Ash", "Bay", "Cob", "Dye")}
    other = make.product(title="Saucer")
    rule = Rule(
        uuid4(), words="mug", match="exact", category_id=None, pins=(other.id, made["Cob"].id), buries=(made["Ash"].id,),
        boosts=(Boost("brand", "Bay", 3.0),),
    )  # fmt: skip
    with unit(tenant):
        search.save_rule(rule)
    assert titles(find("mug")) == ["Saucer", "Mug Cob", "Mug Bay", "Mug Dye", "Mug Ash"]
    with unit(tenant):
        search.save_rule(
            replace(rule, id=uuid4(), words="cup", pins=(), buries=(), boosts=(), redirect="/p/mug")
        )
    assert find("cup").redirect == "/p/mug"


@pytest.fixture
def on(node, monkeypatch):
    """OpenSearch in this process, without the other engines."""
    with override(opensearch_url=node.url):
        searching._connected.cache_clear()
        searching.install()
        yield node
    ports.set_engine(None)


@pytest.fixture
def ask(unit, tenant):
    def asking(q="mug", **wish):
        with unit(tenant):
            return product_list.products(Wish(q=q, **wish))

    return asking


@pytest.fixture
def rebuild(tenant):
    def rebuilding():
        with tenant_scope(tenant), acting_as(system("test")):
            return searching.rebuild()

    return rebuilding


def test_what_is_shown_is_the_shops_own_and_never_the_indexs(make, on, ask, rebuild, unit, tenant):
    made, gone = make.product(title="Mug", price=900), make.product(title="Mug gone")
    assert rebuild() == 2
    with unit(tenant):
        db.session.execute(update(Listing).where(Listing.product_id == made.id).values(price_min=1200))
        db.session.execute(update(Listing).where(Listing.product_id == gone.id).values(listed=False))
    assert [(item.title, item.price_min) for item in ask().items] == [("Mug", 1200)]


@pytest.mark.parametrize("mood", [503, 429, 500, "be slow"])
def test_an_engine_that_fails_is_answered_for_and_left_alone_for_a_while(make, on, ask, rebuild, mood):
    make.product(title="Mug")
    rebuild()
    on.moods, before = [mood], len(on.asked)
    assert titles(ask()) == ["Mug"]
    assert titles(ask()) == ["Mug"]
    assert len(on.asked) == before + 1
    searching._engine()._rests_until = 0.0
    ask()
    assert len(on.asked) == before + 2


def test_a_shop_without_an_index_yet_is_searched_in_postgresql(make, on, ask):
    make.product(title="Mug")
    assert titles(ask()) == ["Mug"]


def test_a_channel_with_an_assortment_or_currency_of_its_own_is_searched_in_postgresql(
    make, on, ask, rebuild, monkeypatch
):
    make.product(title="Mug")
    rebuild()
    before = len(on.asked)
    monkeypatch.setattr("app.queries.search_engine._sells_otherwise", lambda: True)
    assert titles(ask()) == ["Mug"]
    assert len(on.asked) == before


def test_a_cursor_of_the_one_engine_is_refused_by_the_other_in_words(make, on, ask, rebuild):
    for n in range(3):
        make.product(title=f"Mug {n}")
    rebuild()
    page = ask(limit=1)
    on.moods = [503]
    with pytest.raises(BadRequest, match="start again"):
        ask(limit=1, cursor=page.next)


def test_changes_reach_the_index_and_another_tenant_has_its_own(
    make, on, ask, rebuild, run_jobs, admin, other_tenant, unit
):
    make.product(title="Mug")
    rebuild()
    made = make.product(title="Mug new", stock=5)
    with unit(make.tenant):
        events.record(ProductsChanged(product_ids=[str(made.id)], change="created"))
    run_jobs()
    assert ask().total == 2
    with unit(make.tenant):
        db.session.execute(update(Listing).where(Listing.product_id == made.id).values(listed=False))
        events.record(ProductsChanged(product_ids=[str(made.id)], change="archived"))
    run_jobs()
    assert ask().total == 1
    assert {name.rpartition("-")[0] for name in on.indexes} == {f"galleria-{make.tenant.id}"}
    with unit(other_tenant):
        assert product_list.products(Wish(q="mug")).total == 0


def test_while_it_is_filled_anew_searches_go_on_and_changes_reach_both(
    make, on, ask, rebuild, unit, tenant, monkeypatch
):
    products = [make.product(title=f"Mug {n}") for n in range(3)]
    rebuild()
    (old,) = on.indexes
    real, seen = searching._engine().put, []

    def meanwhile(rows):
        monkeypatch.setattr(searching._engine(), "put", real)
        real(rows)
        seen.append(ask().total)
        assert len(on.indexes) == 2
        with unit(tenant):
            db.session.execute(
                update(Listing).where(Listing.product_id == products[0].id).values(listed=False)
            )
        searching.follow([products[0].id])
        seen.append({name: on.indexes[name][str(products[0].id)][1] for name in on.indexes})

    monkeypatch.setattr(searching._engine(), "put", meanwhile)
    rebuild()
    assert seen[0] == 3
    assert set(seen[1].values()) == {None}
    assert old not in on.indexes
    assert len(on.indexes) == 1
    assert ask().total == 2


def test_a_filling_that_fails_leaves_the_old_index(make, on, ask, rebuild, unit, tenant):
    make.product(title="Mug")
    rebuild()
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(searching._engine(), "put", _refuse)
        with pytest.raises(SearchAway):
            rebuild()
    assert len(on.indexes) == 1
    assert titles(ask()) == ["Mug"]
    with unit(tenant):
        assert searching.rebuilding.current().status == "failed"


def test_an_older_reading_never_takes_the_place_of_a_later_one(make, on, rebuild, unit, tenant):
    made = make.product(title="Mug")
    rebuild()
    with unit(tenant):
        older = searching.documents([made.id])
    with unit(tenant):
        db.session.execute(update(Listing).where(Listing.product_id == made.id).values(brand="Later"))
    with tenant_scope(tenant), acting_as(system("test")):
        searching.follow([made.id])
        searching._engine().put(older)
    (index,) = on.indexes.values()
    assert index[str(made.id)][1]["brand"] == "Later"


def fallbacks(reason):
    return search_engine.FALLBACKS.labels(reason)._value.get()


def test_no_transaction_is_open_while_the_engine_is_waited_for(make, on, rebuild, unit, tenant, monkeypatch):
    make.product(title="Mug")
    rebuild()
    real, open_ = searching._engine()._client.search, []

    def watched(**asked):
        with engine_of("default").connect() as other:
            open_.append(other.scalar(OPEN_TRANSACTIONS))
        return real(**asked)

    monkeypatch.setattr(searching._engine()._client, "search", watched)
    with unit(tenant):
        found = product_list.products(Wish(q="mug"))
        assert titles(found) == ["Mug"]
        assert db.session.scalar(select(Listing.title)) == "Mug"
    assert open_ == [0]


def test_a_search_inside_a_unit_that_wrote_is_answered_by_postgresql_and_counted(
    make, on, rebuild, unit, tenant
):
    made = make.product(title="Mug")
    rebuild()
    before, asked = fallbacks("in_transaction"), len(on.asked)
    with unit(tenant):
        db.session.execute(update(Listing).where(Listing.product_id == made.id).values(brand="Ours"))
        assert titles(product_list.products(Wish(q="mug"))) == ["Mug"]
    assert len(on.asked) == asked
    assert fallbacks("in_transaction") == before + 1
    with unit(tenant):
        assert db.session.scalar(select(Listing.brand).where(Listing.product_id == made.id)) == "Ours"


def test_every_fallback_is_counted_by_its_reason(make, on, ask, rebuild):
    make.product(title="Mug")
    none, failed, resting = map(fallbacks, ("no_index", "failed", "resting"))
    ask()
    assert fallbacks("no_index") == none + 1
    rebuild()
    on.moods = [503]
    ask()
    ask()
    assert (fallbacks("failed"), fallbacks("resting")) == (failed + 1, resting + 1)


def test_what_the_engine_was_too_busy_to_write_is_written_a_moment_later(
    make, on, ask, rebuild, tenant, monkeypatch
):
    monkeypatch.setattr(opensearch, "RETRY_SECONDS", (0.0, 0.0))
    made = make.product(title="Mug")
    rebuild()
    real, moods = searching._engine()._client.bulk, [503, 429]

    def busy(**asked):
        on.moods = [moods.pop()] if moods else []
        return real(**asked)

    monkeypatch.setattr(searching._engine()._client, "bulk", busy)
    with tenant_scope(tenant), acting_as(system("test")):
        searching.follow([made.id])
        assert not moods
        moods[:] = [503] * 3
        with pytest.raises(SearchAway):
            searching.follow([made.id])


def test_what_cannot_be_written_stays_with_its_reaction(make, on, ask, rebuild, run_jobs, app, unit):
    rebuild()
    made = make.product(title="Mug")
    with unit(make.tenant):
        events.record(ProductsChanged(product_ids=[str(made.id)], change="created"))
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(searching._engine(), "put", _refuse)
        run_jobs(may_fail=True)
    assert ask().total == 0
    with unit(make.tenant):
        (failure,) = relay.failures()
    with tenant_scope(make.tenant), acting_as(system("test")):
        assert relay.react_again(failure.event_id, failure.reaction)
    assert ask().total == 1
    with unit(make.tenant):
        assert relay.failures() == []


def _refuse(rows):
    raise SearchAway("full")


@pytest.mark.req("WEB-07")
def test_typed_facts_are_facets_and_filters_like_options(make, find, unit, tenant):
    specs = [
        FieldSpec("material", "Material", "choice", choices=("Oak", "Ash"), facet=True),
        FieldSpec("height", "Height", "number", unit="cm", facet=True),
        FieldSpec("vegan", "Vegan", "boolean", facet=True),
        FieldSpec("care", "Care", facet=False),
    ]
    with unit(tenant):
        kind = product_types.save(None, "Furniture", specs).id
    for n, (material, height, vegan) in enumerate(
        [("Oak", 40, True), ("Ash", 40, False), ("Oak", 75, False)]
    ):
        facts = {"material": material, "height": height, "vegan": vegan, "care": "Oil"}
        make.product(title=f"Stool {n}", type_id=kind, attributes=facts)
    plain = find("stool", facets=True)
    assert counts(plain, "option:Material") == {"Material=Oak": 2, "Material=Ash": 1}
    assert counts(plain, "option:Height") == {"Height=40 cm": 2, "Height=75 cm": 1}
    assert counts(plain, "option:Vegan") == {"Vegan=\u2713": 1}
    assert counts(plain, "option:Care") == {}
    oak = find("stool", facets=True, options=("Material=Oak", "Height=40 cm"))
    assert titles(oak) == ["Stool 0"]
    assert counts(oak, "option:Material") == {"Material=Oak": 1, "Material=Ash": 1}
