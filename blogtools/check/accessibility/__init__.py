"""Checks of what keeps readers who use a screen reader, or see little, from following a post."""
