"""The second engine: the same law as the reference, over a store's columns, for millions of transactions."""
