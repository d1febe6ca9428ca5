"""The registry of published addresses, and how it follows renames."""
