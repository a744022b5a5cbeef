"""Rates of duty as a CSV file: written with every rate, read back whole or not at all."""

import csv
import io
from collections.abc import Callable

from app.core.errors import Invalid
from app.core.i18n import gettext as _
from app.core.ids import new_id
from app.core.money import RATE_ONE, BadAmount, parse_money, percent_of, to_decimal
from app.core.tenancy import current_tenant
from app.domains.taxes import duties
from app.domains.taxes.types import Duty

COLUMNS = (
    "country", "hs_prefix", "origin", "duty_percent", "import_tax_percent", "duty_free", "tax_free", "with_delivery",
)  # fmt: skip
MOST_BYTES = 4 * 2**20
SHOWN = 5
YES = frozenset({"1", "yes", "true", "ja", "wahr"})
_FIELDS = {"duty": "duty_percent", "import_tax": "import_tax_percent"}


def write() -> str:
    """Every rate; amounts are in the shop's currency."""
    currency, file = current_tenant().currency, io.StringIO()
    table = csv.writer(file)
    table.writerow(COLUMNS)
    for each in duties.every():
        table.writerow([
            each.country, each.hs_prefix, each.origin, percent_of(each.duty_micro), percent_of(each.tax_micro),
            to_decimal(each.duty_free, currency), to_decimal(each.tax_free, currency),
            "yes" if each.with_delivery else "no",
        ])  # fmt: skip
    return file.getvalue()


def load(content: bytes) -> int:
    """Keep every line, each in place of the rate for the same destination, goods and origin. Raises Invalid at `file`."""
    if len(content) > MOST_BYTES:
        raise _refused(_("The file is too large"))
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise _refused(_("Save the file as UTF-8 first")) from None
    first = text.partition("\n")[0]
    reader = csv.DictReader(io.StringIO(text), delimiter=";" if first.count(";") > first.count(",") else ",")
    if not {"country", "duty_percent"} <= {name.strip() for name in reader.fieldnames or ()}:
        raise _refused(_("The first line names the columns: %(names)s", names=", ".join(COLUMNS)))
    faults: list[str] = []
    found = [_duty(line, row, faults) for line, row in enumerate(reader, 2)]
    for line, each in enumerate(found, 2):
        faults += [
            f"{line}: {_FIELDS.get(name, name)}: {words}"
            for name, words in duties.problems(duties.tidy(each)).items()
        ]
    if faults:
        more = _(" and %(more)s more", more=len(faults) - SHOWN) if len(faults) > SHOWN else ""
        raise _refused(_("Line %(lines)s", lines="; ".join(faults[:SHOWN])) + more)
    return duties.save_all(found)


def _duty(line: int, row: dict[str, str | None], faults: list[str]) -> Duty:
    cells = {
        (name or "").strip(): (value or "").strip() for name, value in row.items() if isinstance(value, str)
    }
    currency = current_tenant().currency

    def read(name: str, reader: Callable[[str], int]) -> int:
        try:
            return reader(cells.get(name) or "0")
        except (BadAmount, ValueError):
            faults.append(f"{line}: {name}: {cells[name][:30]}")
            return 0

    return Duty(
        new_id(), cells.get("country", ""), cells.get("hs_prefix", ""), cells.get("origin", ""),
        read("duty_percent", _micro), read("import_tax_percent", _micro),
        read("duty_free", lambda typed: parse_money(typed, currency)),
        read("tax_free", lambda typed: parse_money(typed, currency)),
        with_delivery=(cells.get("with_delivery") or "yes").casefold() in YES,
    )  # fmt: skip


def _micro(text: str) -> int:
    """A percentage with up to four decimals as millionths. Raises ValueError."""
    whole, _point, part = text.removesuffix("%").strip().replace(",", ".").partition(".")
    if not (
        whole.isascii()
        and whole.isdecimal()
        and len(whole) <= 4
        and len(part) <= 4
        and (part or "0").isdecimal()
    ):
        raise ValueError(text)
    return int(whole) * RATE_ONE // 100 + int(part.ljust(4, "0"))


def _refused(words: str) -> Invalid:
    return Invalid(words, fields={"file": words})
