"""The ways a run can fail, named by who must act; and that it was called off.

Everything else that escapes is a bug and shows a traceback.
"""


class TracerError(Exception):
    """A failure whose message is meant for the person at the keyboard."""

    exit_code = 1


class CaseError(TracerError):
    """The case, an argument or the choice of store is wrong: the analyst corrects it."""

    exit_code = 2

    def __init__(self, *faults: str) -> None:
        """Collect one or more faults, so that all are shown at once."""
        super().__init__("\n".join(faults))
        self.faults = faults


class SourceError(TracerError):
    """The node or the machine cannot go on: its operator acts."""

    exit_code = 3


class IntegrityError(TracerError):
    """What was read is not what it claims to be: stop, and export nothing."""

    exit_code = 4


class CancelledError(TracerError):
    """Whoever asked for the work called it off; nothing half-written is left."""

    exit_code = 130
