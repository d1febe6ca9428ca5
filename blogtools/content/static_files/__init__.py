"""Checks of files that are published as they are."""
