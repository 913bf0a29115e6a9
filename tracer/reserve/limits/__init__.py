"""What a register may hold: denominators, limits day by day, breaches with their causes, hedges, stress and review."""
