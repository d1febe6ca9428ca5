"""Notebooks in forms of text: one file for each form."""
