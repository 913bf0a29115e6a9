"""`tracer reserve`: the register of what the state holds, one module a command."""
