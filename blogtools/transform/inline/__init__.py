"""Marks of other tools within a line, translated into plain Markdown and HTML; no line changes its number."""
