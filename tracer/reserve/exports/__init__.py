"""What other programs read of a register: wallet labels, a journal for accountants. Written, never read back."""
