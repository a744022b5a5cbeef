"""Price lists, borders and coins in each form and key of the case format; what is not known is skipped by name."""

import pytest

from app.conformance import runner
from app.conformance.cases import Case
from app.core.principal import acting_as, system
from app.core.tenancy import tenant_scope


def lists(given, expect, *policy, kind="price_list"):
    return kind, given, expect, policy


SET = [
    {"id": "base", "currency": "EUR", "amount": "10", "rules": {}},
    {"id": "de", "currency": "EUR", "amount": "9", "min_qty": 1, "max_qty": 4, "rules": {"region_id": "DE"}},
    {"id": "acme", "currency": "EUR", "amount": "9.5", "rules": {"region_id": "DE", "company_id": "acme"}},
    {"id": "usd", "currency": "USD", "amount": "5", "rules": {"region_id": "DE", "company_id": "acme"}},
]
SALE = {"type": "sale", "rules": {"customer_group_id": ["vip", "gold"]}, "amount": "7", "currency": "EUR"}
SPECIFIC = ("most_rules_matched_wins", "price_list_beats_price_set")
RULES = [
    {"item": "shirt", "percent": "10"}, {"item": "shirt-m", "percent": "12.5"}, {"item_group": "tops", "percent": "20"},
    {"item_group": "All", "percent": "30"}, {"item": "shirt-m", "customer": "A", "percent": "1"},
    {"item": "other", "percent": "99"},
]  # fmt: skip
OF_SHIRT = {"item": "shirt-m", "variant_of": "shirt", "item_group": "tops"}
BREAK = {"list_price": "100", "rule": {"min_qty": 5, "max_qty": 7, "percent": "17.5"}, "uom": "Box"}
CASES = [
    lists(
        {"base": "EUR", "display": "USD", "rate": "1.0805", "unit_price": "10.00", "qty": 3},
        {"unit_display": "10.81", "total_base": "30", "total_display": "32.42"},
        "convert_base_total",
        kind="convert",
    ),
    lists(
        {"base": "USD", "display": "EUR", "rate": "0.9137", "unit_price": "9.99", "qty": 7},
        {"unit_display": "9.13", "total_base": "69.93", "total_display": "63.90"},
        "convert_base_total",
        kind="convert",
    ),
    lists(
        {"base": "EUR", "display": "JPY", "rate": "163.25", "unit_price": "0.99", "qty": 2},
        {"unit_display": "162", "total_base": "1.98", "total_display": "323"},
        "convert_base_total",
        kind="convert",
    ),
    lists(
        {"prices": SET, "context": {"currency": "EUR", "region_id": "DE", "qty": 4}},
        {"price": "9"},
        *SPECIFIC,
    ),
    lists({"prices": SET, "context": {"region_id": "DE", "quantity": 5}}, {"id": "base"}, *SPECIFIC),
    lists({"prices": SET, "context": {"region_id": "DE", "company_id": "acme"}}, {"id": "acme"}, *SPECIFIC),
    lists(
        {"prices": SET, "context": {"currency": "USD", "region_id": "FR"}},
        {"price": None, "id": None},
        *SPECIFIC,
    ),
    lists(
        {"prices": SET, "price_lists": [SALE], "context": {"customer_group_id": "gold", "region_id": "DE"}},
        {"price": "7", "original_price": "9"},
        *SPECIFIC,
    ),
    lists(
        {
            "prices": SET,
            "price_lists": [SALE | {"type": "override"}],
            "context": {"customer_group_id": "vip"},
        },
        {"price": "7", "original_price": "7"},
        *SPECIFIC,
    ),
    lists(
        {
            "prices": SET,
            "price_lists": [SALE | {"status": "inactive"}],
            "context": {"customer_group_id": "vip"},
        },
        {"price": "10"},
    ),
    lists(
        {
            "prices": SET,
            "price_lists": [SALE | {"starts_at": "+10min"}],
            "context": {"customer_group_id": "vip"},
        },
        {"price": "10"},
    ),
    lists(
        {
            "prices": SET,
            "price_lists": [SALE | {"prices": [{"amount": "6", "rules": {"region_id": "FR"}}]}],
            "context": {"customer_group_id": "vip"},
        },
        {"price": "10"},
        *SPECIFIC,
    ),
    lists({"base_price": "9", "price_lists": [{"price": "0"}], "context": {}}, {"price": "0"}),
    lists(
        {"base_price": "9", "price_lists": [{"price": "5", "store": "S"}], "context": {"store": "S"}},
        {"price": "5"},
    ),
    lists(
        {
            "base_price": "9",
            "price_lists": [{"price": "5", "position": 2}, {"price": None, "position": 1}],
            "context": {},
        },
        {"price": "5"},
        "position_order_wins_not_lowest_price",
    ),
    lists(
        {
            "base_price": "9",
            "price_lists": [{"price": "5", "starts_at": "2020-01-01", "ends_at": "2020-02-01"}],
            "context": {"now": "2020-01-15"},
        },
        {"price": "5"},
    ),
    lists(
        {"rules": RULES, "context": OF_SHIRT},
        {"discount_percent": "12.5", "error": None},
        "variant_beats_template",
    ),
    lists(
        {"rules": RULES[:1], "context": OF_SHIRT}, {"discount_percent": "10"}, "template_rule_covers_variants"
    ),
    lists({"rules": RULES[2:4], "context": OF_SHIRT}, {"discount_percent": "20"}, "item_beats_group"),
    lists(
        {"rules": RULES, "context": OF_SHIRT | {"customer": "A"}},
        {"discount_percent": "1"},
        "customer_specific_beats_general",
    ),
    lists({"rules": RULES[3:], "context": {"item": "cup"}}, {"discount_percent": "30"}, "item_beats_group"),
    lists(
        {"rules": RULES[:1] * 2, "context": {"item": "shirt"}}, {"error": "conflict"}, "conflict_is_an_error"
    ),
    lists({"rules": RULES[5:], "context": {"item": "cup"}}, {"discount_percent": "0"}),
    lists({"rule": {"channels": ["web"]}, "context": {"channel": None}}, {"applies": False}),
    lists({"rule": {"customer_groups": ["vip"]}, "context": {"customer_groups": None}}, {"applies": False}),
    lists(
        {"rule": {"customer_groups": []}, "context": {"customer_groups": ["x"]}},
        {"applies": True},
        "empty_group_rule_means_any_signed_in_customer",
    ),
    lists({"rule": {"customer_groups": []}, "context": {"customer_groups": None}}, {"applies": False}),
    lists({"rule": {"min_qty": 5, "max_qty": 10}, "context": {"qty": 10}}, {"applies": True}),
    lists({"rule": {"min_qty": 5, "max_qty": 10}, "context": {"qty": 11}}, {"applies": False}),
    lists({"rule": {"max_qty": 10}, "context": {"qty": None}}, {"applies": False}),
    lists({"list": {"match": "all", "rules_pass": [True, False]}}, {"applies": False}),
    lists({"list": {"match": "any", "rules_pass": [True, False]}}, {"applies": True}),
    lists({"list": {"match": "any", "rules_pass": []}}, {"applies": True}),
    lists(
        BREAK | {"qty": 1, "units_per_uom": 5},
        {"unit_price": "82.50", "discount_percent": "17.5"},
        "qty_breaks_in_stock_uom",
    ),
    lists(
        BREAK | {"qty": 2, "units_per_uom": 5},
        {"unit_price": "100", "discount_percent": "0"},
        "qty_breaks_in_stock_uom",
    ),
    lists(BREAK | {"qty": 5, "uom": "Nos", "units_per_uom": 1}, {"discount_percent": "17.5"}),
    lists(
        {"list_price": "100", "margin_percent": "10", "discount_percent": "5"},
        {"rate_with_margin": "110", "discount_amount": "5.50", "rate": "104.50"},
    ),
    lists(
        {"interval": "0.05", "amounts": ["1.02", "1.03", "-1.03"], "method": "half_up"},
        {"rounded": ["1.00", "1.05", "-1.05"]},
        kind="cash_round",
    ),
    lists(
        {"home_gross": "11.90", "home_rate": "0.19", "dest_rate": None, "mode": "constant_net", "qty": 2},
        {"net": "10", "dest_gross": "10.00", "dest_tax": "0", "total": "20"},
        kind="price_zone",
    ),
    lists(
        {"home_gross": "11.90", "home_rate": "0.19", "dest_rate": "0.077", "mode": "constant_gross"},
        {"net_unit": "11.05", "dest_gross_unit": "11.90", "tax": "0.85"},
        "constant_gross_across_borders",
        kind="price_zone",
    ),
    lists(
        {"net": "10.00", "dest_rates": {"AT": "0.20", "DE": "0.19"}},
        {"AT": "12", "DE": "11.90"},
        kind="price_zone",
    ),
]
UNFIT = [
    lists({"prices": [], "shelf": 1, "context": {}}, {"price": None}),
    lists({"base_price": "9", "price_lists": [{"status": "odd"}], "context": {}}, {"price": "9"}),
    lists({"prices": [{"amount": "1", "rules": {"moon": "full"}}], "context": {}}, {"price": "9"}),
    lists({"base_price": "9.999", "price_lists": [], "context": {}}, {"price": "9.999"}),
    lists({"interval": "0.05", "amounts": ["1"], "method": "down"}, {"rounded": ["1"]}, kind="cash_round"),
]


@pytest.fixture
def verdict(tenant):
    def run(kind, given, expect, policy):
        portability = "policy" if policy else "universal"
        case = Case.of(
            {
                "id": "x",
                "kind": kind,
                "given": given,
                "expect": expect,
                "policy": policy,
                "portability": portability,
            }
        )
        with tenant_scope(tenant), acting_as(system("test")):
            return next(runner.run([case]))

    return run


@pytest.mark.parametrize("case", CASES, ids=range(len(CASES)))
def test_each_form_and_key_of_prices_is_run(verdict, case):
    line = verdict(*case)
    assert line.verdict == "PASS", str(line)


@pytest.mark.parametrize("case", UNFIT, ids=range(len(UNFIT)))
def test_what_is_not_known_is_skipped(verdict, case):
    line = verdict(*case)
    assert line.verdict == "SKIP", str(line)
