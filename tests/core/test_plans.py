"""Hot texts are planned once a connection; texts that depend on what is asked are planned afresh."""

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager

import pytest
from sqlalchemy import text

from app.config import override
from app.core.db import db, run
from app.core.tenancy import Tenant

MODE = text("select current_setting('plan_cache_mode')")
Opened = Callable[[Tenant], AbstractContextManager[object]]


@pytest.fixture(autouse=True)
def prepared() -> Iterator[None]:
    with override(database_prepare=True):
        yield


def test_a_unit_that_begins_with_a_steady_text_keeps_its_plans(tenant: Tenant, unit: Opened) -> None:
    with unit(tenant):
        assert run(MODE).scalar() == "force_generic_plan"
        assert run(MODE, steady=False).scalar() == "auto"
        assert run(MODE, steady=False).scalar() == "auto"


def test_a_session_in_a_steady_unit_plans_by_its_values(tenant: Tenant, unit: Opened) -> None:
    with unit(tenant):
        run(MODE)
        assert db.session.scalar(MODE) == "auto"


def test_nothing_of_it_stays_with_the_connection(tenant: Tenant, unit: Opened) -> None:
    with unit(tenant):
        run(MODE)
    with unit(tenant):
        assert db.session.scalar(MODE) == "auto"
