"""What a case file holds. Every key and word must be known: one that is not makes its case unfit, never ignored."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path
from typing import Any, Self

from pydantic import BaseModel, ConfigDict, ValidationError

KEYS = {
    "id", "kind", "topic", "title", "note", "policy", "portability", "given", "expect", "holds_under", "verified",
    "source",
}  # fmt: skip


class Unfit(Exception):
    """The case cannot be run here; the message names the key, word or policy that stands in the way."""


class Unreadable(Exception):
    """The file is not a case file."""


@dataclass(frozen=True, slots=True)
class Case:
    """One fact: `expect` holds of `given`; where it is not universal, only under the conventions of `policy`."""

    id: str
    kind: str
    policy: tuple[str, ...]
    universal: bool
    given: dict[str, Any]
    expect: dict[str, Any]
    unknown: tuple[str, ...] = ()

    @classmethod
    def of(cls, row: Mapping[str, Any]) -> Self:
        """The case in a row of the file; a word that is not known is kept, to be told. Raises Unreadable."""
        try:
            unknown = sorted(f"key {key}" for key in set(row) - KEYS)
            portability, policy = row.get("portability", "universal"), row.get("policy") or ()
            if portability not in ("universal", "policy"):
                unknown.append(f"portability {portability}")
            return cls(
                str(row["id"]), str(row["kind"]), (policy,) if isinstance(policy, str) else tuple(policy),
                portability == "universal", dict(row["given"]), dict(row["expect"]), tuple(unknown),
            )  # fmt: skip
        except (KeyError, TypeError, ValueError) as error:
            raise Unreadable(f"a case lacks {error}") from error


def read(path: Path) -> list[Case]:
    """The cases of a file. Raises Unreadable."""
    try:
        whole = json.loads(path.read_text(), parse_float=Decimal)
        rows = whole["list"]
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise Unreadable(f"{path} is not a case file: {error}") from error
    return [Case.of(row) for row in rows]


class Words(BaseModel):
    """A part of `given` with all the keys it may have."""

    model_config = ConfigDict(extra="forbid", arbitrary_types_allowed=True)

    @classmethod
    def read(cls, facts: Mapping[str, Any]) -> Self:
        """Raises Unfit, naming the first key or word that is not known."""
        try:
            return cls.model_validate(facts)
        except ValidationError as error:
            fault = error.errors()[0]
            place = ".".join(str(part) for part in fault["loc"])
            raise Unfit(f"{place}: {fault['msg']}") from error
