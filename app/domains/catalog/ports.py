"""What an import format must offer."""

from typing import ClassVar, Protocol

from app.domains.catalog.types import ParsedFile


class CatalogFormat(Protocol):
    """Reads one kind of file into the normal form; amounts are taken in the tenant's currency."""

    key: ClassVar[str]
    label: ClassVar[str]
    suffix: ClassVar[str]

    def read(self, data: bytes, currency: str) -> ParsedFile: ...
