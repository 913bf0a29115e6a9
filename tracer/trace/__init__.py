"""How value is followed: the engine and its rules. Opens no file and no socket."""
