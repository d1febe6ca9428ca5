"""Attachments and files beside the notebook become assets."""
