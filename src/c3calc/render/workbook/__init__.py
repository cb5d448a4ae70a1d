"""An answer as a workbook that calculates."""
