"""Each key, step and form that the format of the case files allows is run, or skipped by its name; none breaks."""

import pytest

from app.conformance import runner
from app.conformance.cases import Case
from app.core.principal import acting_as, system
from app.core.tenancy import tenant_scope

TWO = {"start": [{"loc": "W 1", "quantity": 5}, {"loc": "Wörth", "quantity": 4, "allocated": 1}]}
ORDER = {"start": {"P": {"L1": [10, 0], "L2": [5, 0]}, "Q": {"L1": [3, 1]}}, "pair": "[on_hand, allocated]"}
LEDGER = [
    ({"start": {"on_hand": 5}, "steps": [{"set_on_hand": -1}]}, {"on_hand": 5, "error": "negative_stock"}),
    ({"start": {"on_hand": 5}, "steps": [{"adjust": -2}, {"adjust": 4}]}, {"on_hand": 7, "movements": [-2, 4]}),
    ({"start": {"on_hand": 5}, "steps": [{"adjust": -6}]}, {"on_hand": 5, "error": "negative_stock", "movements": []}),
    ({"start": {"on_hand": 5}, "alternatives": [{"adjust": -6}, {"adjust": 6}]},
     {"on_hand": [5, 11], "error": ["negative_stock", None], "allocated": 0, "movements": [[], [6]]}),
    ({"start": {"on_hand": 5}, "steps": [{"add_to_cart": 2}, {"change_line": 9}]},
     {"line_qty": 2, "error": "insufficient_stock", "cart_lines": 1, "available": 5, "movements": []}),
    ({"start": {"on_hand": 5}, "steps": [{"add_to_cart": 4}, {"change_line": 1}]}, {"line_qty": 1, "error": None}),
    ({"start": {"on_hand": 0}, "threshold": -5, "steps": [{"add_to_cart": 6}]}, {"error": "insufficient_stock"}),
    ({"start": {"on_hand": 0}, "threshold": -5, "steps": [{"add_to_cart": 5}]}, {"error": None, "line_qty": 5}),
    ({"start": {"on_hand": 5}, "threshold": 3, "alternatives": [{"add_to_cart": 2}, {"add_to_cart": 3}]},
     {"error": [None, "insufficient_stock"], "line_qty": [2, 0]}),
    ({"tracked": False, "steps": [{"add_to_cart": 70}]}, {"error": None, "line_qty": 70}),
    ({"start": {"on_hand": 5, "allocated": 2}, "tracked": False, "steps": [{"allocate": 90}]}, {"error": None}),
    ({"start": {"quantity": 100, "allocated": 80}, "steps": [{"allocate": 21}]},
     {"allocated": 80, "error": "insufficient_stock", "available": 20}),
    ({"start": {"on_hand": 10, "allocated": 3}, "steps": [{"decrease_allocation": 5}]}, {"allocated": 0, "on_hand": 10}),
    ({"start": {"on_hand": 10, "allocated": 3}, "steps": [{"allocate": 4}, {"ship": 6}]}, {"allocated": 1, "on_hand": 4}),
    ({"start": {"on_hand": 10, "allocated": 6}, "steps": [{"ship": [2, 3]}]},
     {"on_hand": 5, "movements": [-2, -3], "allocated": 1}),
    ({"start": {"on_hand": 4, "allocated": 6}, "steps": [{"ship": [2, 3]}]},
     {"on_hand": 4, "movements": [], "allocated": 6, "error": "insufficient_stock"}),
    ({"start": {"on_hand": 10, "allocated": 6}, "steps": [{"fulfil": 2}, "cancel_fulfilment", "ship_all"]},
     {"on_hand": 4, "allocated": 0, "states": [
         {"on_hand": 8, "allocated": 4}, {"on_hand": 10}, {"quantity": 4, "allocated": 0, "shipped": 6}]}),
    ({"start": {"on_hand": 3, "allocated": 2, "shipped": 2}, "steps": ["cancel_order"]},
     {"on_hand": 3, "allocated": 0, "movements": []}),
    ({"start": {"on_hand": 3, "allocated": 2, "shipped": 2}, "steps": ["cancel_order_with_restock"]},
     {"on_hand": 5, "allocated": 0, "movements": [{"type": "cancellation", "qty": 2}]}),
    ({"start": {"on_hand": 3}, "steps": ["cancel_order"]}, {"on_hand": 3, "movements": []}),
    ({"start": {"on_hand": 3, "shipped": 4}, "steps": [{"cancel": 1, "restock": True}, {"cancel": 3, "restock": True}]},
     {"on_hand": 7}),
    ({"preorder_threshold": 10, "preordered": 8, "steps": [{"preorder": 3}]},
     {"preordered": 8, "error": "insufficient_stock"}),
    ({"start": {"on_hand": 2}, "steps": [{"cart_a_add": 1}, {"cart_a_add": 1}, "cart_a_checkout"]},
     {"sold": 2, "allocated": 2, "error": None}),
    (TWO | {"steps": [{"ship": 1, "from": "Wörth"}]},
     {"Wörth": {"quantity": 3, "allocated": 0}, "W 1": {"quantity": 5}, "available_at": {"W 1": 5, "Wörth": 3}}),
    (TWO | {"steps": [{"allocate": 7}]}, {"allocated": 8, "available": 1, "error": None}),
    (TWO | {"steps": [{"allocate": 9}]}, {"allocated": 1, "error": "insufficient_stock"}),
    (TWO | {"steps": ["ship_all"]}, {"states": [[{"loc": "Wörth", "quantity": 3}, {"loc": "W 1", "quantity": 5}]]}),
    (ORDER | {"steps": [{"order": {"P": {"loc": "L2", "qty": 4}, "Q": {"loc": "L1", "qty": 2}}}, "ship_all",
                        "cancel_order_with_restock"]},
     {"states": [{"P": {"L1": [10, 0], "L2": [5, 4]}, "Q": {"L1": [3, 3]}},
                 {"P": {"L1": [10, 0], "L2": [1, 0]}, "Q": {"L1": [0, 0]}},
                 {"P": {"L2": [5, 0]}, "Q": {"L1": [3, 0]}}]}),
    (ORDER | {"steps": [{"order": {"P": {"loc": "L2", "qty": 2}, "Q": {"loc": "L1", "qty": 3}}}]},
     {"error": "insufficient_stock", "states": [{"P": {"L2": [5, 0]}, "Q": {"L1": [3, 1]}}]}),
    (ORDER | {"steps": [{"order": {"P": {"loc": "L1", "qty": 4}}}, {"cancel": {"P": 3, "Q": 1}}]},
     {"allocated": {"P": 1, "Q": 0}, "on_hand": {"P": 15, "Q": 3}, "error": None}),
    ({"lines": [{"sku": "V 1", "qty": 2, "on_hand": 5}, {"sku": "V2", "tracked": False, "qty": 9}],
      "steps": ["complete_order", "cancel_order"]}, {"allocated": {"V 1": 0, "V2": 0}}),
    ({"lines": [{"sku": "V1", "qty": 6, "on_hand": 5}, {"sku": "V2", "qty": 1, "on_hand": 5}], "steps": ["complete_order"]},
     {"allocated": {"V1": 0, "V2": 0}, "error": "insufficient_stock"}),
    ({"start": {"on_hand": 3.5}, "steps": [{"set_on_hand": 2.25}]}, {"on_hand": 2.25, "movements": [-1.25]}),
]  # fmt: skip
RESERVATION = [
    ({"stock": 5, "other_active_reservations": 3, "cart_lines": [1, 1]}, {"reserved": 2, "error": None}),
    ({"stock": 5, "other_active_reservations": 3, "cart_lines": [2, 1]}, {"reserved": 0, "error": "insufficient_stock"}),
    ({"stock": 5, "start_reserved": 3, "update_to": 9}, {"reserved": 3, "error": "insufficient_stock"}),
    ({"stock": 5, "start_reserved": 3, "update_to": 0}, {"reserved": 0, "reservation_rows": 0}),
    ({"stock": 5, "steps": [{"reserve": 5}, {"reserve": 6}, {"reserve": 1}]}, {"reserved_after": [5, 5, 1]}),
    ({"stock": 2, "allocated": 5, "cart": 1}, {"reserved": 0, "error": "insufficient_stock"}),
    ({"stock": 1, "cart": 4, "backorderable": True, "ttl_minutes": 30}, {"error": None, "expires_in_minutes": 30}),
    ({"stocks": {"A": 3, "B": 4}, "cart": 8}, {"error": "insufficient_stock", "reserved": {"A": 0, "B": 0}}),
    ({"stocks": {"A": 3, "B": 4}, "reserve": {"loc": "B", "qty": 4}}, {"reserved": {"B": 4}, "error": None}),
    ({"stock": 6, "reservations": [{"qty": 4, "expires_in_minutes": -1}], "cart": 5}, {"reserved": 5, "error": None}),
    ({"stock": 6, "reservations": [{"qty": 4, "expires_in_minutes": 9}], "cart": 5}, {"error": "insufficient_stock"}),
    ({"reservations": [{"order": "a"}, {"order": "a"}, {"order": "b", "qty": 3}], "release": "a"},
     {"left": ["b"], "reserved": 3, "reservation_rows": 1}),
    ({"reservations": [{"order": "a"}, {"order": "b"}], "extend": {"order": "b", "ttl_minutes": 40}},
     {"expires_in_minutes": {"b": 40, "a": 10}, "left": 2, "error": None}),
    ({"reservations": [{"loc": "A", "qty": 2}, {"loc": "B", "qty": 3}], "steps": ["delete_location_reservations A"]},
     {"reserved": {"A": 0, "B": 3}, "reserved_after": [3]}),
    ({"reservations": [{"expires_in_minutes": -3, "order": "x"}, {"order": "y"}], "run": "expire_job"}, {"left": ["y"]}),
]  # fmt: skip
POLICY = [
    ("ledger", "sold_out_line_removed", {"start": {"on_hand": 3},
     "steps": [{"add_to_cart": 2}, {"set_on_hand": 0}, {"change_line": 3}]},
     {"error": "insufficient_stock", "cart_lines": 0}),
    ("ledger", "add_as_many_as_available", {"start": {"on_hand": 0}, "steps": [{"add_to_cart": 2}]},
     {"error": "insufficient_stock", "cart_lines": 0}),
    ("ledger", "add_as_many_as_available", {"start": {"on_hand": 5}, "steps": [{"add_to_cart": 2}, {"add_to_cart": 4}]},
     {"error": "insufficient_stock", "line_qty": 5}),
    ("reservation", "sort_order_first", {"stocks": {"A": 9, "B": 4}, "sort": ["B", "A"], "cart": 5,
     "strategy": "sort_order_first"}, {"reserved": {"B": 4, "A": 1}, "error": None}),
    ("reservation", "highest_stock_first", {"stocks": {"A": 2, "B": 4, "C": 3}, "cart": 5,
     "strategy": "highest_stock_first"}, {"reserved": {"B": 4, "C": 1, "A": 0}}),
    ("reservation", "highest_stock_first", {"stocks": {"A": 2, "B": 4}, "cart": 7, "strategy": "highest_stock_first"},
     {"reserved": 0, "error": "insufficient_stock"}),
    ("reservation", "backorder_not_reserved", {"stocks": {"A": 2}, "cart": 7, "backorderable": True}, {"reserved": 0}),
]  # fmt: skip
AVAILABILITY = [
    ({"on_hand": 9, "reservations": [{"qty": 2, "order": "a"}, {"qty": 3, "order": "a"}, {"qty": 1, "order": "b"}],
      "for_order": "a"}, {"available": 8, "stocked": 9}),
    ({"on_hand": 9, "reservations": [{"qty": 2, "expires_in_minutes": -2}, {"qty": 3}]}, {"available": 6, "reserved": 3}),
    ({"stocks": {"A": 4, "B": 5}, "query": ["B", "nowhere"]}, {"available": 5, "stocked": 5}),
    ({"regions": {"EU": ["A"], "US": ["B", "C"]}, "stock": {"A": {"x": 1}, "B": {"x": 3}}, "sku": "x", "qty": 3},
     {"salable": {"EU": False, "US": True, "GLOBAL": True}}),
]  # fmt: skip


def case(kind, given, expect, policy=None):
    row = {
        "id": "X",
        "kind": kind,
        "portability": "policy" if policy else "universal",
        "given": given,
        "expect": expect,
    }
    return Case.of(row | ({"policy": [policy]} if policy else {}))


ALL = [
    *(case("ledger", given, expect) for given, expect in LEDGER),
    *(case("reservation", given, expect) for given, expect in RESERVATION),
    *(case("availability", given, expect) for given, expect in AVAILABILITY),
    *(case(kind, given, expect, policy) for kind, policy, given, expect in POLICY),
]
ODD = [
    case("ledger", {"start": {"on_hand": 3}, "steps": [{"cancel_fulfilment": 1}]}, {"on_hand": 3}),
    case("ledger", {"start": {"on_hand": 3}, "steps": [{"ship": 1}]}, {"on_hand": 2}),
    case("ledger", {"start": {"on_hand": 3}, "steps": [{"ship": 1, "from": "Mars"}]}, {"on_hand": 2}),
    case("ledger", {"start": {"on_hand": 3}, "steps": [{"change_line": 1}]}, {"line_qty": 1}),
    case("ledger", {"start": {"on_hand": 3}, "steps": ["cart_b_complete"]}, {"sold": 1}),
    case("ledger", {"start": {"on_hand": 3}, "steps": [[1]]}, {"sold": 1}),
    case("ledger", {"start": {"on_hand": 3}, "steps": [{"adjust": "one"}]}, {"sold": 1}),
    case("ledger", {"start": {"on_hand": 3}, "steps": [{"adjust": {"a": 1}}]}, {"sold": 1}),
    case("ledger", {"start": {"on_hand": 3, "moon": 2}}, {"on_hand": 3}),
    case("ledger", {"start": {"P": {"L": [1]}}}, {"on_hand": 3}),
    case("ledger", TWO | {"steps": [{"set_on_hand": 1}]}, {"on_hand": 3}),
    case("ledger", {"start": {"on_hand": -3}}, {"on_hand": -3}),
    case("reservation", {"stock": 3, "steps": ["juggle x"]}, {"reserved": 3}),
    case("reservation", {"stock": 3, "cart": 1, "strategy": "nearest"}, {"reserved": 3}),
    case("availability", {"on_hand": -1}, {"available": 0}),
]


@pytest.fixture
def scratch(tenant, sender):
    with tenant_scope(tenant), acting_as(system("conformance")):
        yield


@pytest.mark.req("INV-05", "INV-06", "INV-12")
def test_all_that_the_format_allows_is_done(scratch):
    lines = list(runner.run(ALL))

    wrong = [
        f"{case.kind} {case.given} -> {line}"
        for case, line in zip(ALL, lines, strict=True)
        if line.verdict != "PASS"
    ]
    assert wrong == []


def test_what_is_out_of_the_ordinary_is_skipped_and_never_breaks(scratch):
    lines = list(runner.run(ODD))

    wrong = [
        f"{case.given} -> {line}" for case, line in zip(ODD, lines, strict=True) if line.verdict != "SKIP"
    ]
    assert wrong == []
