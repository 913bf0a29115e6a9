"""What a bitcoin is worth on a day: trades of several exchanges to one fixing, and the National Bank's rates."""
