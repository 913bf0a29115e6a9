"""What the analyst asserts: the case, its seeds, custody wallets and orders. Pure."""
