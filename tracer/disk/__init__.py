"""Files, folders, locks, child processes and the clock of the machine: what touches the operating system."""
