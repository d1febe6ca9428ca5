"""A build of the blog: the story, and each of its steps."""
