"""What builds write and remember: atomic output, the manifest."""
