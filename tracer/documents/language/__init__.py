"""The languages of the reports: English sentences are the keys, catalogs hold the others."""
