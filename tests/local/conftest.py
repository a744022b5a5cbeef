"""A throw-away PostgreSQL of the launcher's own, apart from the suite's."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from app.local.postgres import Cluster, start_for_tests


@pytest.fixture(scope="module")
def cluster(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Cluster]:
    cluster = start_for_tests(tmp_path_factory.mktemp("cluster"), statistics=True)
    yield cluster
    cluster.remove()


@pytest.fixture
def spare(tmp_path: Path) -> Iterator[Cluster]:
    """A cluster that is not made yet."""
    cluster = Cluster(tmp_path / "spare")
    yield cluster
    cluster.remove()
