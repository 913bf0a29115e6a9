"""What others must be told: travel-rule payloads, statistics, reports; nothing is sent."""
