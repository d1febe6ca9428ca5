"""Embeds: replaces references in Markdown cells by cells of other notebooks."""
