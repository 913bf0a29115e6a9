"""The tables: CSV, the workbook, the worksheet, leads, and the graph in others' formats."""
