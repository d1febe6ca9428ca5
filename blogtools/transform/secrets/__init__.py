"""Finds and masks passwords, keys and tokens."""
