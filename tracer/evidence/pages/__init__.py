"""The pages: how words, tables and figures are set as HTML, as PDF and as plain text."""
