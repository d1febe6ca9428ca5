"""New posts and new blogs: decides what their files contain, then writes them."""
