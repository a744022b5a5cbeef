"""Identifiers made one by one and many at once are of one kind."""

import time

from app.core.ids import new_id, new_ids


def test_many_ids_are_as_single_ones():
    before = time.time_ns() // 1_000_000
    made = [*new_ids(500), new_id()]
    assert len(set(made)) == 501
    assert {each.version for each in made} == {7}
    assert {each.variant for each in made} == {made[-1].variant}
    assert all(before <= each.int >> 80 <= before + 60_000 for each in made)
    assert list(new_ids(0)) == []
