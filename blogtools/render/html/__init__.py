"""Rendering of posts as HTML pages."""
