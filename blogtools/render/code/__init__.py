"""Source code, highlighted."""
