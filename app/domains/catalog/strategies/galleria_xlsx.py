"""Our own table as a workbook (XLSX), read from its first sheet."""

from typing import ClassVar

from app.domains.catalog.strategies.galleria_csv import GalleriaCsv


class GalleriaXlsx(GalleriaCsv):
    """`galleria-xlsx`."""

    key: ClassVar[str] = "galleria-xlsx"
    label: ClassVar[str] = "Galleria workbook (XLSX)"
    suffix: ClassVar[str] = ".xlsx"
