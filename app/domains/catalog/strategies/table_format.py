"""What formats of tables share: columns recognised, a file of something else refused, rows grouped into products."""

from collections.abc import Iterator, Mapping
from typing import BinaryIO, ClassVar

from app.core.i18n import to_tell
from app.domains.catalog.strategies.headers import Columns, known_columns
from app.domains.catalog.strategies.tables import Row, Table, header_of, read_table
from app.domains.catalog.types import ImportProduct, ParsedFile, Problem

Place = tuple[int, int]


class TableFormat:
    """A format whose files are tables; what to make of the rows is said by each."""

    key: ClassVar[str]
    label: ClassVar[str]
    suffix: ClassVar[str] = ".csv"
    columns: ClassVar[Columns]
    needs: ClassVar[tuple[str, ...]]

    def read(self, data: BinaryIO, currency: str, chosen: Mapping[str, str] | None = None) -> ParsedFile:
        """Products of the file; one with a broken or wrong row is left out and its errors are named."""
        return self.parsed(read_table(data, self.columns, chosen), currency)

    def parsed(self, table: Table, currency: str) -> ParsedFile:
        """As `read`, from a table."""
        parsed = ParsedFile()
        if not table.labels and table.unreadable:
            parsed.refuse(table.unreadable)
        elif not known_columns(list(table.labels.values())):
            words = to_tell("No row at the top names columns that are known: put their names above the rows")
            parsed.refuse(Problem(1, "", words))
        elif missing := table.lacks(*self.needs):
            words = to_tell(
                "This column is missing; is this a %(format)s? Choose another format, or say which it is",
                format=self.label,
            )
            parsed.refuse(Problem(1, missing, words))
        else:
            parsed.errors.extend(table.problems())
            if not table.places and not parsed.errors:
                words = to_tell("There are no rows below the names of the columns")
                parsed.warnings.append(Problem(1, "", words))
            parsed.products = self.products(table, currency, parsed)
        return parsed

    def products(self, table: Table, currency: str, parsed: ParsedFile) -> Iterator[ImportProduct]:
        """Products of the table's rows; what is wrong is noted in `parsed`."""
        raise NotImplementedError

    def header(self, data: BinaryIO) -> list[str]:
        """The names of the file's columns."""
        return header_of(data)


def doubtful(table: Table) -> list[Row]:
    """Rows whose products may lack something: broken ones, and the last before a place where reading ends."""
    cut = [table.row(table.places[-1])] if table.unreadable and table.places else []
    return [row for row, _ in table.broken] + cut
