"""Other systems' facts on stock, replayed through ours; and what the runner does with cases that it cannot run."""

import json
from decimal import Decimal

import pytest

from app.config import REPOSITORY
from app.conformance import judge, runner
from app.conformance.cases import Case, Unfit, Unreadable, read
from app.core.principal import acting_as, system
from app.core.tenancy import tenant_scope

CASES = read(REPOSITORY / "tests/vectors/stock.json")


@pytest.fixture
def scratch(tenant, sender):
    with tenant_scope(tenant), acting_as(system("conformance")):
        yield


def case(**changes):
    whole = {
        "id": "X", "kind": "availability", "portability": "universal", "given": {"on_hand": 3}, "expect": {"available": 3},
    }  # fmt: skip
    return Case.of(whole | changes)


def told(scratch, *cases):
    return [str(line) for line in runner.run(cases)]


@pytest.mark.req("INV-05", "INV-06", "INV-12")
def test_every_case_holds_under_the_settings_that_it_names(scratch):
    lines = list(runner.run(CASES))

    assert [str(line) for line in lines if line.verdict == "FAIL"] == []
    assert runner.summary(runner.counts(lines)) == "36 passed, 0 failed, 0 skipped"


def test_a_wrong_expectation_is_told_with_both_figures(scratch):
    assert told(scratch, case(expect={"available": 4})) == ["FAIL X: available: expected 4 got 3"]


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"kind": "teleport"}, "kind teleport"),
        ({"given": {"on_hand": 3, "moon": 1}}, "moon: Extra inputs are not permitted"),
        ({"colour": "red"}, "key colour"),
        ({"policy": ["by_the_stars"]}, "policy by_the_stars is not known"),
        ({"portability": "policy", "policy": ["nearest_first"]}, "policy nearest_first is not offered"),
        ({"expect": {"mood": "good"}}, "expect.mood is not answered"),
        ({"kind": "ledger", "given": {"start": {"on_hand": 1}, "steps": [{"juggle": 1}]}}, "step juggle"),
    ],
)
def test_what_is_not_known_skips_the_case_by_name(scratch, changes, words):
    assert told(scratch, case(**changes)) == [f"SKIP X: {words}"]


def test_a_case_that_breaks_does_not_stop_the_others(scratch):
    broken = case(id="B", given={"on_hand": 10**20})

    lines = told(scratch, broken, case())

    assert lines[0].startswith("FAIL B: DataError")
    assert lines[1] == "PASS X"


def test_values_compare_as_numbers_and_maps_by_what_is_named():
    got = {
        "a": Decimal("7.50"),
        "m": {"0.20": 1, "x": 2},
        "allocations": {"L": 1, "M": 2},
        "locations_used": ["b", "a"],
    }
    assert judge.differences({"a": "7.5", "m": {"0.2": "1.00"}, "locations_used": ["a", "b"]}, got) == []
    assert judge.differences({"allocations": {"L": 1}}, got) == [
        "allocations: expected {L: 1} got {L: 1, M: 2}"
    ]
    assert judge.differences({"a": True}, got) == ["a: expected True got 7.5"]
    with pytest.raises(Unfit):
        judge.differences({"b": 1}, got)


def test_a_file_of_something_else_is_refused(tmp_path):
    (tmp_path / "x.json").write_text(json.dumps({"list": [{"id": "1"}]}))
    with pytest.raises(Unreadable):
        read(tmp_path / "x.json")
