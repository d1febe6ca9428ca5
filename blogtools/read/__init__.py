"""Reads notebooks: bytes to typed, frozen data, metadata to checked front matter."""
