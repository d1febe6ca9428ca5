"""One post of a build: read, transformed, rendered and written."""
