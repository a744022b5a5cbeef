"""A till's own JavaScript without a screen: what it downloaded, and the sales that it rings up."""

import json
import shutil
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest

from app.core import clock
from app.core.db import unit_of_work
from app.core.principal import acting_as, system
from app.core.tenancy import tenant_scope
from app.domains.identity import service as identity
from app.domains.pos.types import Till
from app.queries import till_catalog, till_setup
from tests.domains.pricing.engines import ROOT
from tests.support.till import TestTill


@contextmanager
def office(till: TestTill) -> Iterator[None]:
    with tenant_scope(till.tenant), acting_as(system("test")), unit_of_work():
        yield


def known(till: TestTill) -> dict[str, Any]:
    """What the till downloaded."""
    here = Till(till.device.id, till.register.id, till.store.id, till.register.code, till.register.name, "")
    with office(till):
        facts = till_setup.setup(here, identity.cashiers(till.store.id)).facts
        return {"setup": facts, "items": till_catalog.page(here, "").items}


def ring_up(
    till: TestTill, kept: dict[str, Any], *lines: tuple[str, int], offline: bool = True, **given: Any
) -> dict[str, Any]:
    """The payload of a sale as the till's own JavaScript writes it."""
    node = shutil.which("node")
    if node is None:
        pytest.skip("node is not installed, so the till was not asked")
    till.receipts += 1
    more = {"lines": lines, "at": clock.now().isoformat(), "session": till.head(offline=offline), **given}
    asked = json.dumps({**kept, **more, "receipt": f"{till.register.code}-{till.receipts:05d}"}, default=str)
    command = [node, str(ROOT / "tests/js/till_runner.mjs"), asked]
    run = subprocess.run(command, capture_output=True, text=True, check=False)
    assert run.returncode == 0, run.stderr
    answer: dict[str, Any] = json.loads(run.stdout)
    return answer


def sums(payload: dict[str, Any]) -> dict[str, int]:
    return {name: money["amount"] for name, money in payload["totals"].items()}
