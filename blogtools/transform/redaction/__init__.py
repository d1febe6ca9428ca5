"""Replaces what authors do not publish: texts that match their rules, and home directories."""
