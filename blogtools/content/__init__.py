"""The posts of a blog: discover notebooks, load them, order them."""
