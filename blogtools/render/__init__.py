"""Rendering of posts to HTML pages, or to Markdown for static site generators."""
