"""The state's reserve: what is held by what title, as a fold over the chain and the acts on file. Pure."""
