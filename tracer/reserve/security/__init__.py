"""Who can move the coins, what must break before they are lost or stolen, what expires, what is insured."""
