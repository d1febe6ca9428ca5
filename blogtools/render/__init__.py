"""A post becomes a page: HTML, or Markdown for a generator."""
