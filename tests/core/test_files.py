"""Where files are kept: a directory and a bucket (moto's server) hold to one contract; a bucket's bad days are borne."""

import subprocess
import sys

import pytest
from boto3.session import Session
from moto.server import ThreadedMotoServer

from app.config import ConfigError, override
from app.core import files, s3
from app.core.errors import Unavailable
from app.core.files import FileStore, LocalFiles
from app.core.s3 import Account, S3Files
from tests.support import bad_days

KEY = "t1/media/0a.3"


KEYS = {"region": "eu-central-1", "access_key": "TESTACCESSKEY", "secret_key": "test/secret+key"}


@pytest.fixture(scope="module")
def moto():
    server = ThreadedMotoServer(ip_address="127.0.0.1", port=0, verbose=False)
    server.start()
    host, port = server.get_host_and_port()
    yield f"http://{host}:{port}"
    server.stop()


@pytest.fixture
def client(moto):
    return Session().client(
        "s3", endpoint_url=moto, region_name=KEYS["region"],
        aws_access_key_id=KEYS["access_key"], aws_secret_access_key=KEYS["secret_key"],
    )  # fmt: skip


@pytest.fixture
def bucket(client, request):
    name = f"pictures-{abs(hash(request.node.name))}"
    client.create_bucket(Bucket=name, CreateBucketConfiguration={"LocationConstraint": KEYS["region"]})
    return name


@pytest.fixture
def ill(monkeypatch):
    monkeypatch.setattr("botocore.endpoint.time.sleep", lambda seconds: None)  # between tries
    with bad_days.running() as running:
        yield running


def at(server):
    return S3Files(Account(server.endpoint, "pictures", **KEYS), read_seconds=0.3)


@pytest.fixture(params=["directory", "bucket"])
def store(request, tmp_path) -> FileStore:
    if request.param == "directory":
        return LocalFiles(tmp_path)
    bucket = request.getfixturevalue("bucket")
    return S3Files(Account(request.getfixturevalue("moto"), bucket, **KEYS))


@pytest.mark.parametrize("data", [b"", b"\x00\xff" * 70_000, "größer".encode()])
def test_what_was_put_is_got_back_unchanged(store, data):
    store.put(KEY, data)
    assert store.get(KEY) == data


def test_a_second_put_takes_the_place_of_the_first(store):
    store.put(KEY, b"first, and longer")
    store.put(KEY, b"second")
    assert store.get(KEY) == b"second"


def test_what_is_not_there_is_none(store):
    assert store.get(KEY) is None
    assert store.part(KEY, 0, 5) is None
    store.delete(KEY)


def test_a_part_comes_with_the_size_of_the_whole(store):
    store.put(KEY, b"0123456789")
    assert store.part(KEY, 2, 3) == (b"234", 10)
    assert store.part(KEY, 8, 100) == (b"89", 10)
    assert store.part(KEY, 10, 5) == (b"", 10)


def test_a_part_of_an_empty_file_is_empty(store):
    store.put(KEY, b"")
    assert store.part(KEY, 0, 5) == (b"", 0)


def test_deleting_takes_the_renditions_along_and_nothing_else(store, monkeypatch):
    monkeypatch.setattr(s3, "PAGE_KEYS", 3)  # a listing of several pages
    gone = [KEY, *(f"{KEY}-{size}.{kind}" for size in (320, 640, 1280) for kind in ("jpg", "webp"))]
    stay = ["t1/media/0a.3b", "t1/media/0a", "t2/media/0a.3"]
    for key in (*gone, *stay):
        store.put(key, b"x")
    store.delete(KEY)
    assert [store.get(key) for key in gone] == [None] * len(gone)
    assert [store.get(key) for key in stay] == [b"x"] * len(stay)


@pytest.mark.parametrize("moods", [[503], [500, 429], ["hang up"], ["be slow"], ["hang up", 503, "be slow"]])
def test_what_fails_in_passing_is_asked_again(ill, moods):
    ill.moods = list(moods)
    at(ill).put(KEY, b"kept")
    assert ill.asked == [f"PUT /pictures/{KEY}"] * (len(moods) + 1)


def test_an_answer_that_breaks_off_is_asked_for_again_and_never_taken_for_the_whole(ill):
    ill.moods = ["break off", "break off"]
    assert at(ill).get(KEY) == bad_days.BODY
    assert len(ill.asked) == 3
    ill.moods = ["break off"] * s3.TRIES
    with pytest.raises(Unavailable, match="does not answer"):
        at(ill).get(KEY)


def test_a_store_that_stays_away_is_said_to_be_away(ill):
    ill.moods = [503] * 10
    with pytest.raises(Unavailable, match="503"):
        at(ill).get(KEY)
    assert len(ill.asked) == s3.TRIES


def test_a_store_that_nobody_runs_is_said_to_be_away(ill):
    away = S3Files(Account("http://127.0.0.1:9", "pictures", **KEYS))
    with pytest.raises(Unavailable, match="does not answer"):
        away.put(KEY, b"x")


def test_a_refusal_is_told_at_once_and_never_repeated(ill):
    ill.moods = [403]
    with pytest.raises(Unavailable, match="403"):
        at(ill).put(KEY, b"x")
    assert len(ill.asked) == 1


def test_the_settings_choose_the_bucket(moto, bucket, client, tmp_path):
    facts = {f"s3_{name}": value for name, value in KEYS.items()}
    with override(data_dir=tmp_path):
        assert isinstance(files._files(), LocalFiles)
    with override(s3_bucket=bucket, s3_endpoint=moto, **facts):
        files._files().put(KEY, b"far")
    assert client.get_object(Bucket=bucket, Key=KEY)["Body"].read() == b"far"
    with pytest.raises(ConfigError, match="S3_ACCESS_KEY"), override(s3_bucket="alone"):
        pass


def test_web_processes_do_not_carry_what_only_some_need():
    program = "import sys, app.factory; print([n for n in ('boto3', 'openpyxl', 'opensearchpy') if n in sys.modules])"
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"
