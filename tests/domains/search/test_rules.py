"""Words without a database."""

import pytest

from app.domains.search import rules
from app.domains.search.rules import Part


@pytest.mark.parametrize(
    ("typed", "folded"),
    [("Crème Brûlée", "creme brulee"), ("GRÖẞE", "grosse"), ("Łódź", "lodz"), ("smørrebrød", "smorrebrod")],
)
def test_folding_drops_accents_and_capitals(typed, folded):
    assert rules.fold(typed) == folded


def test_a_query_is_taken_apart_into_words_phrases_and_refusals():
    assert rules.parts('blue "coffee mug" -glass T-shirt', {}) == (
        Part(("blue",)), Part(("coffee mug",), phrase=True), Part(("glass",), phrase=True, without=True),
        Part(("T",)), Part(("shirt",)),
    )  # fmt: skip


def test_the_longest_run_with_synonyms_goes_first():
    known = {"couch": ("sofa",), "corner couch": ("sectional",)}
    assert rules.parts("Corner couch", known) == (Part(("Corner couch", "sectional")),)
    assert rules.parts("red couch", known) == (Part(("red",)), Part(("couch", "sofa")))


@pytest.mark.parametrize(
    ("one", "other", "apart"),
    [
        ("lamp", "lamp", 0),
        ("lamp", "lamps", 1),
        ("lmap", "lamp", 1),
        ("kitten", "sitting", 3),
        ("abc", "xyz", 3),
        ("a", "abcdef", 3),
    ],
)
def test_distance_counts_swaps_as_one(one, other, apart):
    assert rules.distance(one, other, 2) == min(apart, 3)


def test_the_nearest_and_most_used_word_is_meant():
    assert rules.nearest("chiar", [("chain", 9), ("chair", 2)]) == "chair"
    assert rules.nearest("tabel", [("table", 5), ("cable", 90)]) == "table"
    assert rules.nearest("zq", [("za", 5)]) is None
    assert rules.nearest("20415", [("20416", 5)]) is None
