"""Odd notebooks by the thousand, and what must hold of blogtools whatever they are."""
