"""The statement of a period as documents: PDF, a page, a workbook and tables, in every language of the register."""
