"""Minimal changes to notebooks: pure functions that return a change as data and write nothing."""
