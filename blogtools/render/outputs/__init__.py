"""Cell outputs: one representation is chosen, then written as HTML or Markdown."""
