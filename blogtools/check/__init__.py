"""Checks of posts, one module each: a check takes a post and yields findings."""
