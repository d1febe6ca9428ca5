"""A post as Markdown for another generator."""
