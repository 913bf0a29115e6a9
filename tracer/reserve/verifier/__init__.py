"""The stand-alone verifier that every bundle of a register carries: a data file, read as bytes and never imported."""
