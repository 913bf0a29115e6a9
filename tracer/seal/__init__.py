"""What ties a bundle to persons and to time: keys, statements, tokens, the case's journal. Opens nothing."""
