"""The stand-alone verifier that every bundle carries: a data file, read as bytes and never imported."""
