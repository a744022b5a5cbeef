"""What an uploaded file may be about: how its columns are known, and what loading it does."""

import io
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, BinaryIO, Protocol
from uuid import UUID

from app.core.errors import Invalid
from app.core.i18n import gettext as _
from app.domains.catalog import service as catalog
from app.flows import import_catalog, import_count, import_stock, stock_table
from app.flows.import_report import ImportReport
from app.flows.import_rows import How, RowReport
from app.flows.import_stock import Choices

Watch = Callable[[int, int, Any], None]


@dataclass(frozen=True, slots=True)
class Task:
    """A run to be done: what a person said of the file, and where an earlier try came to."""

    id: UUID
    format: str
    dry_run: bool
    chosen: Mapping[str, str] | None
    choices: Mapping[str, str]
    done: int
    so_far: Mapping[str, Any] | None


class Report(Protocol):
    """What became of a file."""

    readable: bool

    def kept(self) -> dict[str, Any]: ...


class Subject:
    """Products, unless said otherwise. `as_uploader`: it is loaded in the name of whoever brought the file."""

    as_uploader = False

    def format_of(self, data: bytes, said: str) -> str:
        """The format that a file is in. Raises Invalid at `format`."""
        if said not in (*catalog.FORMATS, catalog.AUTO):
            raise Invalid(_("There is no such format"), fields={"format": _("Choose one of the options")})
        return catalog.detect(io.BytesIO(data)) if said == catalog.AUTO else said

    def header(self, data: BinaryIO, kind: str) -> list[str]:
        """The names of a file's columns."""
        return catalog.columns_of(data, kind)

    def targets(self, kind: str) -> dict[str, str]:
        """What a column may be said to be."""
        return catalog.targets_of(kind)

    def recognised(
        self, kind: str, header: Sequence[str], chosen: Mapping[str, str] | None
    ) -> dict[str, str]:
        """Of each column what it is taken for; empty where it is passed over."""
        return catalog.recognised(kind, header, chosen)

    def load(self, data: bytes, task: Task, watch: Watch) -> Report:
        """Check or load it."""
        start = (task.done, ImportReport.of_kept(task.so_far)) if task.so_far else None
        return import_catalog.import_data(
            data, format=task.format, dry_run=task.dry_run, watch=watch, start=start, chosen=task.chosen
        )


class _Rows(Subject):
    """A table of stock, a level or an item a row."""

    as_uploader = True
    columns = stock_table.COLUMNS

    def format_of(self, data: bytes, said: str) -> str:
        return "stock-table"

    def header(self, data: BinaryIO, kind: str) -> list[str]:
        return catalog.header_of(data)

    def targets(self, kind: str) -> dict[str, str]:
        return dict(self.columns.own)

    def recognised(
        self, kind: str, header: Sequence[str], chosen: Mapping[str, str] | None
    ) -> dict[str, str]:
        found = {header[place]: column for place, column in self.columns.resolve(header, chosen)}
        return {
            name: found.get(name, "") if found.get(name) in self.columns.own else ""
            for name in header
            if name.strip()
        }

    def how(self, task: Task, watch: Watch) -> How:
        start = (task.done, RowReport.of_kept(task.so_far)) if task.so_far else None
        return How(dry_run=task.dry_run, watch=watch, start=start)


class _Stock(_Rows):
    def load(self, data: bytes, task: Task, watch: Watch) -> Report:
        said = task.choices
        choices = Choices(said.get("mode") != "adjust", said.get("location", ""), said.get("reason", ""))
        return import_stock.import_data(
            data, choices, how=self.how(task, watch), chosen=task.chosen, document_id=task.id
        )


class _Count(_Rows):
    columns = stock_table.COUNT_COLUMNS

    def load(self, data: bytes, task: Task, watch: Watch) -> Report:
        return import_count.import_data(
            data, UUID(task.choices["count"]), replace=task.choices.get("how") == "replace",
            how=self.how(task, watch), chosen=task.chosen,
        )  # fmt: skip


SUBJECTS: Mapping[str, Subject] = {"products": Subject(), "stock": _Stock(), "count": _Count()}
