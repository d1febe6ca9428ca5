"""Rendering of cell outputs: choice of a MIME type, then HTML or Markdown."""
