"""What a receiver signs to show that it controls the scripts that a disposal is to pay."""

from tracer.reserve.acts import ActId


def receiver_message(register: str, act: ActId) -> str:
    """Return the message, one line; it names the act, so that no earlier signature serves."""
    return f"{register} act {act} proof of control by the receiver"
