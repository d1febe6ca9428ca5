"""A preview of the blog on this machine, which follows every save."""
