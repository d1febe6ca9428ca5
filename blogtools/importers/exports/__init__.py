"""Posts that come out of other blogs' systems, many in one file."""
