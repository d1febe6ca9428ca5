"""Markdown cells: rewrites other tools' syntax, takes out formulas, parses once."""
