"""English words for what `trace.json` and TagPacks name as programs do: rules that guess, what they saw, tags.

The other catalogs have the same names in the context `trace.json`. A name that is not here is read as it stands, with
blanks for its underscores where a TagPack's author chose it.
"""

from collections.abc import Mapping

GUESSING_RULES: Mapping[str, str] = {
    "whirlpool-round": "round of Whirlpool",
    "whirlpool-round-other-scripts": "round of Whirlpool but for the type of a script",
    "whirlpool-tx0": "transaction that prepares a round of Whirlpool (Tx0)",
    "whirlpool-tx0-ashigaru": "transaction that prepares a round of Ashigaru’s Whirlpool (Tx0)",
    "wasabi1-denomination": "round of Wasabi 1, by its denomination",
    "wasabi1-coordinator": "round of Wasabi 1, by its coordinator’s fee",
    "wasabi1-unsorted": "round of Wasabi 1 but for the order of its outputs",
    "wasabi2-large-round": "large round of Wasabi 2",
    "wasabi2-small-round": "small round of Wasabi 2",
    "wasabi2-graphsense": "round of Wasabi 2, by GraphSense’s rule",
    "joinmarket-round": "round of JoinMarket",
    "joinmarket-shape": "shape of a JoinMarket round",
    "stonewall-shape": "shape of a Stonewall transaction",
    "esplora-equal-outputs": "equal outputs, by Esplora’s rule",
    "lightning-commitment": "unilateral close of a Lightning channel",
    "lightning-cooperative-close": "cooperative close of a Lightning channel",
    "lightning-funding": "funding of a Lightning channel",
    "fan-out": "more outputs than the case follows",
    "R1-reuse": "paid to a script that an input spends",
    "R2-fresh": "the only script not paid before",
    "R3-optimal": "smaller than the smallest input",
    "R3-optimal-fee": "smaller than the smallest input, its fee taken into account",
    "R4-type": "the only script of the inputs’ type",
    "R5-round-3": "not round to three zeros",
    "R5-round-4": "not round to four zeros",
    "R5-round-5": "not round to five zeros",
    "R5-precision": "less round than the other output",
    "R6-version": "spent with the same version",
    "R6-locktime": "spent with a locktime, or without, alike",
    "R6-rbf": "spent replaceable, or not, alike",
    "R6-segwit": "spent from witness outputs, or not, alike",
    "R6-types": "spent with inputs of the same types",
    "R6-R11-bip69": "spent in the order of BIP 69, or not, alike",
    "R6-outputs": "spent with as many outputs",
    "R7-uih": "smaller output where no input is unnecessary",
    "R8-cluster": "paid to a script spent together with the inputs",
    "R9-peel": "goes on as a peel chain",
    "R10-keys": "shares a key with the inputs",
    "R12-wallet": "spent by a wallet that builds alike",
}
"""Rules that guess, of detectors and of change, by the name under which a result holds them."""

SEEN: Mapping[str, str] = {
    "value_sat": "value, sat",
    "pool_sat": "pool, sat",
    "capacity_sat": "capacity, sat",
    "denomination_sat": "denomination, sat",
    "all scripts witness_v0_keyhash": "all scripts pay-to-witness-public-key-hash (P2WPKH)",
    "inputs witness_v0_keyhash": "inputs pay-to-witness-public-key-hash (P2WPKH)",
    "outputs witness_v0 only": "outputs of witness version 0 only",
    "scripts witness_v0_keyhash or witness_v1_taproot": "scripts P2WPKH or P2TR (Taproot)",
    "every input in [pool, pool + 110000]": "every input between the pool’s value and 110,000 sat more",
    "any of whirlpool, wasabi2, wasabi1, joinmarket, stonewall, equal outputs; each stop names its own": (
        "any of the rules for Whirlpool, Wasabi 2, Wasabi 1, JoinMarket, Stonewall and equal outputs; each stop names "
        "its own"
    ),
}
"""What a rule looked at, where the result names it as programs do."""

TAG_WORDS: Mapping[str, str] = {
    "atm": "cash machine",
    "custodian": "custodian",
    "defi_bridge": "bridge to another blockchain",
    "deposit_wallet": "deposit wallet",
    "escrow_wallet": "escrow wallet",
    "exchange": "exchange",
    "gambling": "gambling",
    "hosted_wallet": "hosted wallet",
    "market": "market",
    "mixing_service": "mixing service",
    "payment_processor": "payment processor",
    "wallet_service": "wallet service",
    "override": "set by hand",
    "ownership": "ownership shown",
    "ledger_immanent": "follows from the ledger",
    "manual_transaction": "transaction made by hand",
    "service_api": "interface of the service",
    "forensic_investigation": "forensic investigation",
    "authority_data": "data of an authority",
    "trusted_provider": "trusted provider",
    "service_data": "data of the service",
    "forensic": "forensic",
    "untrusted_transaction": "transaction not trusted",
    "web_crawl": "found on web pages",
    "heuristic": "heuristic",
    "unknown": "unknown",
}
"""Concepts that end trails, and confidences, of TagPacks.

Source: GraphSense `concepts.yaml` and `confidence.csv` (graphsense-lib, MIT).
"""

SCRIPT_TYPES: Mapping[str, str] = {
    "nulldata": "output of data (OP_RETURN), no address",
    "pubkey": "pay-to-public-key, no address",
    "multisig": "bare multisignature script, no address",
    "nonstandard": "non-standard script, no address",
    "witness_unknown": "witness program of an unknown version",
}
"""Types of scripts that have no address, by their names in a result.

Source: the names are those of Bitcoin Core's `decodescript`.
"""

PLAIN: Mapping[str, str] = {**GUESSING_RULES, **SEEN, **TAG_WORDS, **SCRIPT_TYPES}
"""All of them."""
