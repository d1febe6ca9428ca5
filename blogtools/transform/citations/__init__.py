"""Citations: what a post cites, from bibliographies in BibTeX, CSL-JSON and RIS, formatted in any style of CSL."""
