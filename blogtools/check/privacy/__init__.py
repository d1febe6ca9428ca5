"""Checks for what names people and machines: paths, addresses, hosts."""
