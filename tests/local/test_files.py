import json
import subprocess
import sys
from pathlib import Path

import pytest

from app.config import REPOSITORY
from app.local import files


def test_a_lock_is_held_by_one_process_and_freed_by_its_end(tmp_path: Path) -> None:
    lock = tmp_path / "lock"
    program = "import sys, pathlib; from app.local.files import locked\n"
    program += "with locked(pathlib.Path(sys.argv[1])): print('held', flush=True); sys.stdin.read()"
    holder = subprocess.Popen(
        [sys.executable, "-c", program, lock],
        cwd=REPOSITORY,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
    )
    assert holder.stdout is not None
    assert holder.stdout.readline() == b"held\n"
    with pytest.raises(files.Busy), files.locked(lock):
        pass
    assert files.is_locked(lock)
    holder.kill()
    holder.communicate()
    assert not files.is_locked(lock)


def test_a_private_file_is_private_from_its_first_byte(tmp_path: Path) -> None:
    files.write_private(tmp_path / "secrets", "hush")
    assert [(p.name, p.read_text(), p.stat().st_mode & 0o777) for p in tmp_path.iterdir()] == [
        ("secrets", "hush", 0o600)
    ]


def test_a_long_log_is_put_aside(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(files, "LONGEST_LOG", 5)
    log = tmp_path / "web.log"
    for text in ("a long story", "short"):
        log.write_text(text)
        files.trim_log(log)
    assert (log.read_text(), (tmp_path / "web.log.1").read_text()) == ("short", "a long story")


def test_tail_is_the_last_lines_and_nothing_for_no_log(tmp_path: Path) -> None:
    log = tmp_path / "web.log"
    assert files.tail(log) == ""
    log.write_text("".join(f"line {n}\n" for n in range(3000)))
    assert files.tail(log, 2) == "line 2998\nline 2999"


def test_a_tail_is_for_people_also_of_json_lines_and_of_this_run_only(tmp_path: Path) -> None:
    log = tmp_path / "worker.log"
    log.write_text("of an earlier run\n")
    begins = log.stat().st_size
    with log.open("a") as file:
        record = {"level": "ERROR", "message": "Failed", "trace": "Traceback\n  deep\nKeyError: 'mug'"}
        file.write(f"{json.dumps(record)}\n{{broken\n{'x' * 999}\n")
    assert files.tail(log, since=begins).splitlines() == [
        "ERROR Failed KeyError: 'mug'",
        "{broken",
        "x" * files.LONGEST_LINE + " …",
    ]
