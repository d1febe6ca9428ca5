"""A post as an HTML page."""
