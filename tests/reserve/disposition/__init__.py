"""Gates of disposals."""
