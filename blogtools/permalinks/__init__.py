"""The registry of published URLs, and how it follows renames."""
