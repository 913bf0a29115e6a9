"""The field's vocabulary: amounts, outpoints, transactions, scripts, proofs, headers. Pure."""
