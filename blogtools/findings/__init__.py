"""Kinds of findings, and the level that the author chose for each."""
