"""Importers of posts that a generator keeps in forms of its own."""
