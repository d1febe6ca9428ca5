"""The picture that other sites show beside a link to a post."""
