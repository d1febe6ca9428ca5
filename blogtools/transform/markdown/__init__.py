"""Markdown cells: other tools' marks rewritten, formulas taken out, parsed once."""
