"""Files in a bucket of any S3-compatible store, through boto3.

boto3 weighs about 25 MiB a process and is imported when a bucket is first asked for, so installations that keep files
in a directory never carry it.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any

from app.core.errors import Unavailable

if TYPE_CHECKING:
    from types_boto3_s3 import S3Client

CONNECT_SECONDS, READ_SECONDS = 3.0, 20.0
TRIES = 4
PAGE_KEYS = 1000
GONE = frozenset(("NoSuchKey", "404", "NotFound"))


@dataclass(frozen=True, slots=True)
class Account:
    """Where the bucket is and whose key opens it. `endpoint` has neither path nor bucket."""

    endpoint: str
    bucket: str
    region: str
    access_key: str
    secret_key: str
    path_style: bool = True


class _Gone(Exception):
    """There is no such object."""


class _Behind(Exception):
    """The asked part begins behind the object's end."""


class S3Files:
    """Keeps files in a bucket. What fails in passing is asked again, since every request may be repeated."""

    def __init__(self, account: Account, *, read_seconds: float = READ_SECONDS) -> None:
        self.account = account
        self._read_seconds = read_seconds

    @cached_property
    def _client(self) -> "S3Client":
        from boto3.session import Session  # noqa: PLC0415 - heavy: see above
        from botocore.config import Config  # noqa: PLC0415 - heavy: see above

        account = self.account
        return Session().client(
            "s3",
            endpoint_url=account.endpoint,
            region_name=account.region,
            aws_access_key_id=account.access_key,
            aws_secret_access_key=account.secret_key,
            config=Config(
                connect_timeout=CONNECT_SECONDS,
                read_timeout=self._read_seconds,
                retries={"mode": "standard", "total_max_attempts": TRIES},
                max_pool_connections=8,
                signature_version="s3v4",
                s3={"addressing_style": "path" if account.path_style else "virtual"},
                # Stores other than Amazon's refuse the newer checksums of whole bodies.
                request_checksum_calculation="when_required",
                response_checksum_validation="when_required",
            ),
        )

    def put(self, key: str, data: bytes) -> None:
        with _told():
            self._client.put_object(Bucket=self.account.bucket, Key=key, Body=data)

    def get(self, key: str) -> bytes | None:
        try:
            return self._read(key)[0]
        except _Gone:
            return None

    def part(self, key: str, start: int, length: int) -> tuple[bytes, int] | None:
        try:
            return self._read(key, Range=f"bytes={start}-{start + length - 1}")
        except _Gone:
            return None
        except _Behind:
            with _told():
                head = self._client.head_object(Bucket=self.account.bucket, Key=key)
            return b"", int(head["ContentLength"])

    def delete(self, prefix: str) -> None:
        with _told():
            for key in self._listed(prefix):
                if key == prefix or key.startswith(f"{prefix}-"):
                    self._client.delete_object(Bucket=self.account.bucket, Key=key)

    def _listed(self, prefix: str) -> list[str]:
        pages = self._client.get_paginator("list_objects_v2").paginate(
            Bucket=self.account.bucket, Prefix=prefix, PaginationConfig={"PageSize": PAGE_KEYS}
        )
        return [found["Key"] for page in pages for found in page.get("Contents", [])]

    def _read(self, key: str, **wanted: str) -> tuple[bytes, int]:
        """The bytes and the size of the whole. Raises _Gone and _Behind.

        An answer that breaks off in its body is asked for again: boto3 repeats only what fails before it.
        """
        for turn in range(TRIES):
            try:
                with _told():
                    return self._once(key, wanted)
            except Unavailable as error:
                if not _broke_off(error.__cause__) or turn == TRIES - 1:
                    raise
        raise AssertionError("the last turn returns or raises")

    def _once(self, key: str, wanted: dict[str, Any]) -> tuple[bytes, int]:
        found: Any = self._client.get_object(Bucket=self.account.bucket, Key=key, **wanted)
        body = found["Body"].read()
        total = found.get("ContentRange", "").rpartition("/")[2]
        return body, int(total) if total.isdigit() else len(body)


@contextmanager
def _told() -> Iterator[None]:
    """What the store says, in our words. Raises Unavailable when it refuses or stays away, _Gone and _Behind."""
    from botocore.exceptions import BotoCoreError, ClientError  # noqa: PLC0415 - heavy: see above

    try:
        yield
    except ClientError as error:
        status = error.response.get("ResponseMetadata", {}).get("HTTPStatusCode")
        if error.response.get("Error", {}).get("Code") in GONE:
            raise _Gone from error
        if status == 416:
            raise _Behind from error
        raise Unavailable(f"The file store answers {status}", code="files.away") from error
    except BotoCoreError as error:
        words = f"The file store does not answer: {type(error).__name__}"
        raise Unavailable(words, code="files.away") from error


def _broke_off(error: BaseException | None) -> bool:
    from botocore.exceptions import IncompleteReadError, ReadTimeoutError, ResponseStreamingError  # noqa: PLC0415 - heavy: see above

    return isinstance(error, (IncompleteReadError, ReadTimeoutError, ResponseStreamingError))
