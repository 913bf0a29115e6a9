"""English words that are left in what was said in another language."""

import re

KEPT = (
    "may-be-signed", "must-not-be-signed", "tracer reserve observe", "NOT-CHECKED", "TX_MODIFIABLE", "redeem script",
    "sighash", "witness", "OP_RETURN", "multisig", "P2PK", "txid", "BTC", "ALL", "PASS", "FAIL",
    "RA000553", "GLEIF", "LEIX", "LEI", "ISO", "RAID", "MISC", "TXID", "XX", "JSON", "local", "PSBT", "CSV", "UTF",
    "PKH", "true", "false", "streetName", "addressLine", "buildingName", "buildingNumber", "registrationAuthority",
    "countryOfIssue",
    "State reserve wallet", "Agency seizure wallet", "Example Bidder", "K. Example", "S. Sample",
)  # fmt: skip
"""What is the same in every language: codes, elements of a standard, a device's terms, names of the register."""


def english_left(text: str) -> set[str]:
    """Return the Latin words of a text that are none of `KEPT`, no hashes, addresses, numbers of acts or lots."""
    text = re.sub(r"[0-9a-f]{16,}(?::[0-9]+)?…?|[a-z0-9]{4}(?: [a-z0-9]{2,4}){8,}|L-[0-9]+|\b[CD][0-9]+\b", " ", text)
    for each in KEPT:
        text = text.replace(each, " ")
    return set(re.findall(r"[A-Za-z]{2,}", text))
