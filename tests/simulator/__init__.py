"""A second reader of docs/rules.md and docs/decisions.md, satoshi by satoshi, that shares no code with the product.

It is written from the documents alone and held against `trace.json` over drawn chains: where the two
differ, one of them is wrong or the documents are silent.
"""
