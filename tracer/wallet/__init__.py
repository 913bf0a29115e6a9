"""Watch-only wallets: descriptors, their keys and checksums."""
