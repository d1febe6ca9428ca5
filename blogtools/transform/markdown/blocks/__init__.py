"""Blocks of other tools that are neither divs nor directives."""
