"""The case and the traced path as a CASE/UCO graph, for the evidence systems of others."""
