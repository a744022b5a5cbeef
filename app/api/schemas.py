"""Shapes shared by the API's nouns. Every model is a public promise: fields are added, never changed."""

from decimal import Decimal
from functools import lru_cache
from typing import Annotated, Any

import orjson
from flask import Response
from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, PlainSerializer, StringConstraints

JSON = "application/json"


class Body(BaseModel):
    """A request's body: unknown fields are refused, so that a typing error is not lost in silence."""

    model_config = ConfigDict(extra="forbid")


class Params(BaseModel):
    """Path or query parameters. The schema is cached: flask-openapi3 asks for it at every request."""

    model_config = ConfigDict(extra="ignore")

    @classmethod
    def model_json_schema(cls, *args: Any, **kwargs: Any) -> dict[str, Any]:
        return _schema(cls) if not args and not kwargs else super().model_json_schema(*args, **kwargs)


@lru_cache(maxsize=256)
def _schema(model: type[Params]) -> dict[str, Any]:
    schema: dict[str, Any] = BaseModel.model_json_schema.__func__(model)  # type: ignore[attr-defined]  # the plain classmethod
    return schema


class Reply(BaseModel):
    """A response's body."""


class Money(Reply):
    """Minor units and an ISO 4217 currency."""

    amount: int
    currency: str


def _number(value: Decimal) -> int | float:
    return int(value) if value == value.to_integral_value() else float(value)


def no_bool(value: object) -> object:
    """Refuse true and false where a number is needed: Python counts them as 1 and 0."""
    if isinstance(value, bool):
        raise ValueError("a number is needed")  # noqa: TRY004 - pydantic wants a ValueError
    return value


Language = Annotated[str, StringConstraints(pattern=r"^[a-z]{2}$")]
Cursor = Annotated[str, StringConstraints(max_length=500)]
Word = Annotated[
    str, StringConstraints(strip_whitespace=True, min_length=1, max_length=200, pattern=r"^[^\x00]*$")
]
Loose = Annotated[str, StringConstraints(strip_whitespace=True, max_length=200, pattern=r"^[^\x00]*$")]
Name = Annotated[str, StringConstraints(strip_whitespace=True, max_length=100, pattern=r"^[^\x00]*$")]
Note = Annotated[str, StringConstraints(strip_whitespace=True, max_length=500, pattern=r"^[^\x00]*$")]
Code = Annotated[  # of a gift card, with or without dashes
    str, StringConstraints(strip_whitespace=True, min_length=1, max_length=40, pattern=r"^[^\x00]*$")
]
Sku = Annotated[str, StringConstraints(min_length=1, max_length=200)]
Quantity = Annotated[
    Decimal,
    BeforeValidator(no_bool),
    Field(gt=0, le=1_000_000, decimal_places=3, max_digits=10),
    PlainSerializer(_number, return_type=float),
]
Units = Annotated[  # of stock, with a sign
    Decimal,
    BeforeValidator(no_bool),
    Field(ge=-1_000_000_000, le=1_000_000_000, decimal_places=3, max_digits=13),
]
Count = Annotated[
    Decimal, BeforeValidator(no_bool), Field(ge=0, le=1_000_000_000, decimal_places=3, max_digits=13)
]


class FieldError(Reply):
    field: str
    message: str


class Problem(Reply):
    """RFC 9457 problem details with a stable `code`."""

    model_config = ConfigDict(extra="allow")
    type: str
    title: str
    status: int
    code: str
    errors: list[FieldError] | None = None


def money(amount: int, currency: str) -> dict[str, Any]:
    return {"amount": amount, "currency": currency}


def number(value: Decimal) -> int | float:
    """A quantity as JSON: whole numbers without a point."""
    return _number(value)


def reply(body: Any, status: int = 200) -> Response:
    """A JSON response by orjson; dataclasses, UUIDs and aware times are written as such."""
    return Response(orjson.dumps(body, default=_default), status, mimetype=JSON)


def _default(value: object) -> Any:
    if isinstance(value, Decimal):
        return _number(value)
    raise TypeError(f"{type(value)} is not JSON")


PROBLEMS: dict[str | int, Any] = {
    status: {
        "description": words,
        "content": {"application/problem+json": {"schema": Problem.model_json_schema()}},
    }
    for status, words in {
        400: "The request could not be read",
        401: "No or foreign credentials",
        402: "The payment was declined",
        403: "The scope is missing",
        404: "Not visible or not there",
        409: "The state does not allow it",
        413: "The upload is too large",
        422: "Some fields need another look",
        429: "Too many requests; see Retry-After",
    }.items()
}


def problems(*statuses: int) -> dict[str | int, Any]:
    """The documented refusals of an operation; 422 and 429 can happen to any."""
    return {status: PROBLEMS[status] for status in (*statuses, 422, 429)}
