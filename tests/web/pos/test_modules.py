"""The till's pure modules, tested in node by tests/js; and that both sides spell an operation alike."""

import os
import shutil
import subprocess
from pathlib import Path

import pytest

from app.domains.pos.rules import operation_hash

ROOT = Path(__file__).resolve().parents[3]
JS = ROOT / "tests" / "js"
PAYLOAD = {"title": 'Grüße \u2028 "x" \u0007', "quantity": 0.375, "lines": []}


@pytest.fixture(scope="module")
def node() -> str:
    found = shutil.which("node")
    if found is None:
        pytest.skip("node is not installed, so the till's modules were tested in the browser only")
    return found


@pytest.mark.parametrize("name", sorted(path.name for path in JS.glob("*.test.mjs")))
def test_module(node: str, name: str) -> None:
    expected = operation_hash("sale", "2025-06-01T10:00:00.000Z", PAYLOAD).hex()
    command = [node, "--test", "--test-reporter=spec", str(JS / name)]
    env = os.environ | {"EXPECTED_HASH": expected}
    done = subprocess.run(command, capture_output=True, text=True, timeout=60, env=env, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
