"""The interactive exhibit: the trail to move about in, search and follow, inside a page that loads nothing."""
