"""The steps between a notebook as read and a post ready to render."""
