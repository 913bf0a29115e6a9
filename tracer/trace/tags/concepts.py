"""The words TagPacks classify with: concepts, confidences, kinds of tags; and which concepts end a trail.

Source: GraphSense `concepts.yaml` 0.1.0, `confidence.csv` and `tag_types.csv` (graphsense-lib and
graphsense-tagpack-tool, MIT), derived from the taxonomy of the INTERPOL Darknet and
Cryptocurrencies Working Group.
"""

SERVICES = frozenset({
    "atm", "custodian", "defi_bridge", "deposit_wallet", "escrow_wallet", "exchange", "gambling", "hosted_wallet",
    "market", "mixing_service", "payment_processor", "wallet_service",
})  # fmt: skip
"""Concepts of those who hold many customers' coins in one pool and owe each a balance.

Inside such a pool the chain no longer says whose satoshi is whose, so a trail ends there and a
records request begins. Deliberately absent:

- `user`, `victim`, `perpetrator`, `organization`, `donation`, `sanction`, `gov_black_list` and every
  abuse: who holds an address is known, but the coins are theirs and can be followed further;
- `cold_wallet`, `hot_wallet`, `warm_wallet`: ways of keeping keys, the state's own wallets included;
- `coinjoin`, `mixing`: what a transaction does; the `mix` rule looks at transactions;
- `shop`, `hosting`, `vpn`, `faucet`, `miner` and the like: they are paid, they do not keep customers' coins;
- `service`: says nothing about keeping coins.

`custodian`, `deposit_wallet` and `hosted_wallet` are used in TagPacks, though not in that version
of the taxonomy.
"""

CONCEPTS = SERVICES | frozenset({
    "abuse", "account_hack", "behaviour", "black_list", "child_sexual_abuse", "coinjoin", "cold_wallet",
    "collectible", "concept", "counterfeit", "dark_web", "data_breach", "defi", "defi_custody", "defi_dao",
    "defi_derivative", "defi_derivatives", "defi_dex", "defi_dex_pair", "defi_lending", "defi_staking",
    "defi_token", "deployer", "donation", "drugs", "entity", "exploit", "extortion", "extremism", "faucet",
    "filesharing", "financial_crime", "forum_mention", "funder", "gov_black_list", "gov_white_list", "gray_usage",
    "hacking", "hosting", "hot_wallet", "human_trafficking", "ico_wallet", "index", "investment_fraud", "item",
    "malware", "mention", "messaging_service", "miner", "mining_service", "mixing", "money_laundering", "murder",
    "nameservice", "organization", "payment_card_fraud", "perpetrator", "phishing", "ponzi_scheme",
    "pyramid_scheme", "ransomware", "sanction", "scam", "search_engine", "service", "service_hack", "sextortion",
    "sexual_abuse", "shop", "social_engineering", "source", "terrorism", "terrorism_financing", "torture",
    "unknown", "user", "victim", "violence", "vpn", "warm_wallet", "weapons", "website_mention", "white_list",
    "white_usage",
})  # fmt: skip
"""Every concept that is known. Others are read and reported, for the taxonomy grows."""

CONFIDENCES = {
    "override": 100,
    "ownership": 100,
    "ledger_immanent": 100,
    "manual_transaction": 90,
    "service_api": 70,
    "forensic_investigation": 70,
    "authority_data": 60,
    "trusted_provider": 50,
    "service_data": 50,
    "forensic": 50,
    "untrusted_transaction": 40,
    "web_crawl": 20,
    "heuristic": 10,
    "unknown": 5,
}
"""How sure the creator of a tag is, by name; highest first."""

LOWEST_CONFIDENCE = "unknown"

TAG_TYPES = ("actor", "event", "attribute", "mention")
"""What a tag says: who holds an address, or only that something was seen in connection with it."""
