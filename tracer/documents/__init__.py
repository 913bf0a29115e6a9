"""Paper, words and languages of whatever is printed: nothing of what is said, all of how it is set."""
