"""Cells of other notebooks stand where a Markdown cell asks for them."""
