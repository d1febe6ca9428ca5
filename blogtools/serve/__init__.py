"""Local preview server that rebuilds the blog on every save."""
