"""The picture: who paid whom, drawn to the size of a page."""
