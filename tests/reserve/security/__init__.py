"""Who can move the coins, what must break, what expires, what is insured."""
