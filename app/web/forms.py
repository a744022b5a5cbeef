"""Forms as pydantic models: parse once, refuse with words at the field.

class HoldForm(Form):
    reason: Text = Field(max_length=200)

form = HoldForm.parse(request.form)     # raises Invalid(fields={"reason": "Fill this in"})
"""

from types import NoneType
from typing import Annotated, Any, Self, get_args

from pydantic import BaseModel, BeforeValidator, ConfigDict, StringConstraints, ValidationError
from werkzeug.datastructures import MultiDict

from app.core.errors import Invalid
from app.core.i18n import gettext as _

Text = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=500)]
OptionalText = Annotated[str, StringConstraints(strip_whitespace=True, max_length=5000)]


def _blank_to_none(value: object) -> object:
    return None if isinstance(value, str) and not value.strip() else value


def _checked(value: object) -> object:
    return value in (True, "on", "true", "1", "yes")


Blank = BeforeValidator(_blank_to_none)
Checkbox = Annotated[bool, BeforeValidator(_checked)]


class Form(BaseModel):
    """Base of all forms. List fields take every value of their name; unknown names are ignored."""

    model_config = ConfigDict(extra="ignore", str_strip_whitespace=True)

    @classmethod
    def parse(cls, data: MultiDict[str, str]) -> Self:
        """The form, or Invalid with a message for each field that must be mended."""
        values: dict[str, Any] = {}
        for name, field in cls.model_fields.items():
            key = field.alias or name
            if key in data:
                many = getattr(field.annotation, "__origin__", None) in (list, tuple, set, frozenset)
                values[key] = data.getlist(key) if many else _said(data[key], field.annotation)
        try:
            return cls.model_validate(values)
        except ValidationError as error:
            raise Invalid(_("Some fields need another look"), fields=field_messages(error)) from None


def _said(value: str, annotation: object) -> str | None:
    """What a field holds: left blank it is None where that may be, for no browser can leave a field out."""
    kinds = get_args(annotation)
    blank_means_none = NoneType in kinds and str not in kinds
    return None if blank_means_none and not value.strip() else value


def field_messages(error: ValidationError) -> dict[str, str]:
    """Field name (dotted path) to a sentence that says how to mend it."""
    found: dict[str, str] = {}
    for fault in error.errors():
        name = ".".join(str(part) for part in fault["loc"]) or "form"
        found.setdefault(name, _words(fault["type"], fault.get("ctx", {}), fault["msg"]))
    return found


def _words(kind: str, facts: dict[str, Any], fallback: str) -> str:
    if kind in ("missing", "string_too_short", "string_type", "none_required"):
        return _("Fill this in")
    if kind == "string_too_long":
        return _("Use at most %(max)s characters", max=facts.get("max_length"))
    if kind.startswith(("int", "float", "decimal")):
        return _("Enter a number")
    if kind.startswith(("greater", "less")):
        limit = next((facts[key] for key in ("ge", "gt", "le", "lt") if key in facts), "")
        if kind.startswith("greater"):
            return _("Enter a number from %(limit)s up", limit=limit)
        return _("Enter a number up to %(limit)s", limit=limit)
    if kind.startswith(("date", "time")):
        return _("Enter a date")
    if kind in ("enum", "literal_error") or kind.startswith("uuid"):
        return _("Choose one of the options")
    return fallback.removeprefix("Value error, ")
