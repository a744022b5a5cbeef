"""Words that people typed as patterns for LIKE."""

import pytest
from sqlalchemy import text

from app.core.db import db
from app.core.like import begins, contains

FITTING = text("select w from unnest(cast(:words as text[])) w where w ilike :has or w ilike :begins")


@pytest.mark.parametrize("mark", ["%", "_", "\\", "\\%", "%_\\"])
def test_what_is_typed_stands_for_itself(tenant, unit, mark):
    words = [f"a{mark}b", "axb", f"{mark}c", "xc"]
    asked = {"words": words, "has": contains(f"A{mark}b"), "begins": begins(mark)}
    with unit(tenant):
        found = set(db.session.scalars(FITTING, asked))
    assert found == {f"a{mark}b", f"{mark}c"}


def test_words_are_tidied_before_they_are_cut():
    assert contains(" \0 ab ") == "%ab%"
    assert contains("abc", 2) == "%ab%"
    assert contains("%" * 200) == "%" + "\\%" * 100 + "%"
    assert (contains(" \0 "), begins(" \0 ")) == (None, "%")
