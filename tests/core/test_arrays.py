"""Lists reach PostgreSQL as psycopg's own dumper writes them."""

from decimal import Decimal
from uuid import UUID

import psycopg
import pytest
from psycopg.types.array import ListDumper
from sqlalchemy import text

from app.core.db import db

LISTS = [
    ("uuid", [UUID(int=7), None, UUID(int=2**128 - 1)]),
    ("bigint", [1, None, -(2**62)]),
    ("numeric", [Decimal("1.500"), Decimal(0), None, Decimal("-0.001"), Decimal("1E+3")]),
    ("text", ["", "NULL", "null", None, 'a"b', "a\\b", "{x,y}", "Müll, ä", " padded ", "line\nbreak", "'"]),
    ("boolean", [True, None, False]),
    ("text", []),
    ("text", [None, None]),
]


@pytest.mark.parametrize(("kind", "values"), LISTS)
def test_a_list_comes_back_as_it_was(tenant, unit, kind, values):
    with unit(tenant):
        assert db.session.scalar(text(f"select cast(:given as {kind}[])"), {"given": values}) == values


def test_a_nul_in_a_list_is_refused_as_ever(tenant, unit):
    from sqlalchemy.exc import DataError

    with unit(tenant), pytest.raises(DataError, match="NUL"):
        db.session.scalar(text("select cast(:given as text[])"), {"given": ["a\0b"]})


def test_it_is_what_connections_use():
    dumper = psycopg.adapters.get_dumper(list, psycopg.adapt.PyFormat.AUTO)
    assert issubclass(dumper, ListDumper)
    assert dumper.__module__ == "app.core.arrays"
