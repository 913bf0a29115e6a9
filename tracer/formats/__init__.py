"""Forms of data that several rooms read and write: canonical JSON, tables of a case, CSV cells, time zones, secrets."""
