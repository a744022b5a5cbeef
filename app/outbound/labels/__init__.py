"""Labels of goods and bins: sheets and rolls as PDF, and ZPL for label printers."""
