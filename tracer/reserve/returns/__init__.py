"""How the reserve did: `returns/1`, gross and net, beside gold, foreign exchange, SDR and the body's own portfolio."""
