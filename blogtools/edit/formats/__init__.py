"""Format-preserving edits of metadata, one module for each format."""
