"""Plugins for blogtools, one of each kind."""
