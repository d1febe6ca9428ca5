"""Boxes that stand for what is on other servers until a reader clicks."""

from __future__ import annotations

from collections.abc import Iterable
from html import escape

from blogtools.render.sanitize.hosts import listed


def external_box(
    html: str,
    hosts: Iterable[str],
    noun: str,
    *,
    url: str = "",
    title: str = "",
    height: int = 0,
    has_script: bool = True,
) -> str:
    """Return a box with a link or, where there is no `url` to link to, a button; a click puts `html` in its place.

    Pages with the theme's script find the HTML in the `<template>`; without scripts, the link leads to the resource.
    Where there is no such script at all, the box is an ordinary link.
    """
    servers = listed(hosts)
    if not has_script:
        return f'<a href="{escape(url)}">{escape(title or f"{noun.capitalize()} from {servers}")}</a>'
    label = escape(f"Load {noun} from {servers}" + (f": {title}" if title else ""))
    size = f' style="--external-height: {height}px"' if height else ""
    control = f'<a href="{escape(url)}">{label}</a>' if url else f'<button type="button">{label}</button>'
    return f'<span class="external"{size}>{control}<template>{html}</template></span>'
