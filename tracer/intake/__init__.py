"""What names of the chain stand in a file that someone sent.

Where, whether right, and what a damaged one may have been.
"""
