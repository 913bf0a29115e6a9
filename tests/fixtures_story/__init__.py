"""The recorded story is what its page says: the same bytes, valid blocks, books that close."""
