"""One module for each thing a user asks for: opens, asks, hands over and writes. What is computed lies below."""
