"""What a register's coins are worth: which satoshi lay in which block on which day, times the fixings."""
