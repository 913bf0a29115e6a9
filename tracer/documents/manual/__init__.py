"""The manual, a language in each file; the files themselves lie in `docs`."""
