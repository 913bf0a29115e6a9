"""TagPacks as published: read, judged, and which of their tags end a trail."""
