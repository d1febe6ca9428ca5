"""Kinds of findings: what each means, and as what the author wants to be told of it."""
