"""What bounds may cost."""


class WorkLimit:
    """How many arcs may still be looked at: what bounds may cost, whatever the machine."""

    def __init__(self, arcs: int) -> None:
        """Start with a number of arcs."""
        self.left = arcs

    def spend(self, arcs: int) -> None:
        """Count arcs that were looked at."""
        self.left -= arcs
