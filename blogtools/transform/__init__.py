"""The steps that turn a notebook as read into a post ready to render."""
