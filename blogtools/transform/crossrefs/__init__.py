"""Cross references: numbers what has a label, through all cells of a post, and links the references to it."""
