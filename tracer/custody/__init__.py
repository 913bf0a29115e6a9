"""Accounting of the state's own wallets, and of the orders under which they received: no tracing."""
