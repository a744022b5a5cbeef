"""Identifiers: UUIDv7, so that keys grow with time and indexes stay dense."""

import os
import time
from collections.abc import Iterator
from uuid import UUID


def new_id() -> UUID:
    """A UUIDv7 (RFC 9562 section 5.7): 48 bits of Unix milliseconds, then random bits."""
    return _made(time.time_ns() // 1_000_000, os.urandom(10))


def new_ids(count: int) -> Iterator[UUID]:
    """So many of them, with the random bits fetched at once: each fetch may cost a busy process its turn."""
    millis, noise = time.time_ns() // 1_000_000, os.urandom(10 * count)
    return (_made(millis, noise[start : start + 10]) for start in range(0, 10 * count, 10))


def _made(millis: int, noise: bytes) -> UUID:
    value = (millis << 80) | int.from_bytes(noise, "big")
    value = (value & ~(0xF << 76)) | (0x7 << 76)
    value = (value & ~(0x3 << 62)) | (0x2 << 62)
    return UUID(int=value)


def parse_id(text: str) -> UUID | None:
    """The id written in `text`, or None when it is none."""
    try:
        return UUID(text)
    except ValueError:
        return None
