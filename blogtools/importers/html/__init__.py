"""HTML becomes Markdown, and pages become posts."""
