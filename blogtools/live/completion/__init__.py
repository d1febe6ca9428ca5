"""Completion in an editor: what can be written at the cursor, decided from the blog and the draft."""
