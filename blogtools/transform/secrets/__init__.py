"""Find and mask passwords, keys and tokens."""
