"""Bytes of a notebook become typed, frozen data."""
