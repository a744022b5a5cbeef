"""Where files are kept: a directory and a bucket hold to one contract; a bucket's bad days are borne."""

from datetime import UTC, datetime

import pytest

from app.config import ConfigError, override
from app.core import files, s3
from app.core.errors import Unavailable
from app.core.files import FileStore, LocalFiles
from app.core.s3 import Account, S3Files, signed
from tests.support import bucket as buckets

KEY = "t1/media/0a.3"


@pytest.fixture
def bucket():
    with buckets.running() as running:
        yield running


def opened(bucket, **changes):
    facts = {"region": buckets.REGION, "access_key": buckets.ACCESS, "secret_key": buckets.SECRET} | changes
    return S3Files(Account(bucket.endpoint, buckets.BUCKET, **facts), read_seconds=0.3)


@pytest.fixture(params=["directory", "bucket"])
def store(request, tmp_path) -> FileStore:
    if request.param == "directory":
        return LocalFiles(tmp_path)
    return opened(request.getfixturevalue("bucket"))


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


def test_deleting_takes_the_renditions_along_and_nothing_else(store):
    gone = [KEY, *(f"{KEY}-{size}.{kind}" for size in (320, 640, 1280) for kind in ("jpg", "webp"))]
    stay = ["t1/media/0a.3b", "t1/media/0a", "t2/media/0a.3"]
    for key in (*gone, *stay):
        store.put(key, b"x")
    store.delete(KEY)
    assert [store.get(key) for key in gone] == [None] * len(gone)
    assert [store.get(key) for key in stay] == [b"x"] * len(stay)


# The examples of docs.aws.amazon.com/AmazonS3/latest/API/sig-v4-header-based-auth.html, with its published key.
EXAMPLE = Account(
    "https://s3.amazonaws.com", "examplebucket", "us-east-1", "AKIAIOSFODNN7EXAMPLE",
    "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY", path_style=False,
)  # fmt: skip
PUBLISHED = [
    ("GET", "/test.txt", "", {"Range": "bytes=0-9"}, b"",
     "f0e8bdb87c964420e857bd35b5d6ed310bd44f0170aba48dd91039c6036bdb41"),
    ("PUT", "/test%24file.text", "",
     {"Date": "Fri, 24 May 2013 00:00:00 GMT", "x-amz-storage-class": "REDUCED_REDUNDANCY"}, b"Welcome to Amazon S3.",
     "98ad721746da40c64f1a55b78f14c238d841ea1380cd77a1b5971af0ece108bd"),
    ("GET", "/", "lifecycle=", {}, b"", "fea454ca298b7da1c68078a5d1bdbfbbe0d65c699e0f91ac7a200a0136783543"),
    ("GET", "/", "max-keys=2&prefix=J", {}, b"",
     "34b48302e7b5fa45bde8084f4b7868a86f0a534bc59db6670ed5711ef69dc6f7"),
]  # fmt: skip


@pytest.mark.parametrize(("method", "path", "query", "headers", "body", "mark"), PUBLISHED)
def test_signatures_are_those_that_the_specification_prints(method, path, query, headers, body, mark):
    sent = signed(
        EXAMPLE, method, path, query=query, headers=headers, body=body, at=datetime(2013, 5, 24, tzinfo=UTC)
    )
    assert sent["host"] == "examplebucket.s3.amazonaws.com"
    assert sent["authorization"].endswith(f"Signature={mark}")


@pytest.mark.parametrize("moods", [[503], [500, 429], ["hang up"], ["be slow"], ["hang up", 503, "be slow"]])
def test_what_fails_in_passing_is_asked_again(bucket, moods, monkeypatch):
    monkeypatch.setattr(s3, "PAUSE_SECONDS", 0.01)
    bucket.moods = list(moods)
    opened(bucket).put(KEY, b"kept")
    assert bucket.objects == {KEY: b"kept"}
    assert len(bucket.asked) == len(moods) + 1


def test_a_store_that_stays_away_is_said_to_be_away(bucket, monkeypatch):
    monkeypatch.setattr(s3, "PAUSE_SECONDS", 0.01)
    bucket.moods = [503] * 10
    with pytest.raises(Unavailable, match="503"):
        opened(bucket).get(KEY)
    assert len(bucket.asked) == s3.TRIES


@pytest.mark.parametrize("wrong", [{"secret_key": "other"}, {"access_key": "OTHER"}, {"region": "elsewhere"}])
def test_a_wrong_key_is_refused_at_once_and_never_repeated(bucket, wrong):
    with pytest.raises(Unavailable, match="403"):
        opened(bucket, **wrong).put(KEY, b"x")
    assert len(bucket.asked) == 1
    assert not bucket.objects


def test_the_settings_choose_the_bucket(bucket, tmp_path):
    facts = {
        "s3_bucket": buckets.BUCKET, "s3_endpoint": bucket.endpoint, "s3_region": buckets.REGION,
        "s3_access_key": buckets.ACCESS, "s3_secret_key": buckets.SECRET,
    }  # fmt: skip
    with override(data_dir=tmp_path):
        assert isinstance(files._files(), LocalFiles)
    with override(**facts):
        files._files().put(KEY, b"far")
    assert bucket.objects == {KEY: b"far"}
    with pytest.raises(ConfigError, match="S3_ACCESS_KEY"), override(s3_bucket="alone"):
        pass
