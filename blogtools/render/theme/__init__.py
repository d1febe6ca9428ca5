"""The theme: templates, layout, table of contents, structured data."""
