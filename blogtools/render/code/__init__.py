"""Syntax highlighting."""
