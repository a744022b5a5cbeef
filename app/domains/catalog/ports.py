"""What an import format must offer."""

from collections.abc import Mapping
from typing import BinaryIO, ClassVar, Protocol

from app.domains.catalog.types import ParsedFile


class CatalogFormat(Protocol):
    """Reads one kind of file into the normal form; amounts are taken in the tenant's currency.

    `chosen`: columns of the file that a person has assigned, by the file's own names.
    """

    key: ClassVar[str]
    label: ClassVar[str]
    suffix: ClassVar[str]

    def read(self, data: BinaryIO, currency: str, chosen: Mapping[str, str] | None = None) -> ParsedFile: ...
