"""Rewrites inline footnotes (Pandoc) as the usual ones: `^[a note]` becomes `[^…]`, with its text at the end."""

from __future__ import annotations

import hashlib
import re

from blogtools.memo import lazy_pattern

_TOKEN = lazy_pattern(
    r"^[ \t>]*+(?P<fence>`{3,}+|~{3,}+)[^`\n]*+\n(?:.*\n)*?[ \t>]*+(?P=fence)[`~]*+[ \t]*+$"
    r"|(?<!`)(?P<ticks>`++)[^\n]*?(?<!`)(?P=ticks)(?!`)|\n[ \t]*\n|\\.|\$[^$\n]*+\$"
    r"|(?P<open>\^?\[)|(?P<close>\])",
    re.MULTILINE,
)
_SPACE = lazy_pattern(r"\n[ \t>]*|[ \t]+")


def normal_footnotes(source: str, place: str = "") -> str:
    """Return Markdown without inline footnotes; brackets within them, and code, are taken as they are.

    Labels come from the texts, and from `place`, so that notes of other places have other labels.
    """
    if "^[" not in source:
        return source
    parts: list[str] = []
    notes: dict[str, str] = {}
    opened: list[tuple[bool, int]] = []
    done = 0
    for token in _TOKEN.finditer(source):
        if token["open"]:
            opened.append((token[0] == "^[" and not any(is_note for is_note, _ in opened), token.start()))
        elif token["close"] and opened:
            is_note, start = opened.pop()
            if is_note and (text := _SPACE.sub(" ", source[start + 2 : token.start()]).strip()):
                digest = hashlib.blake2b(f"{place}{text}".encode(errors="replace"), digest_size=4).hexdigest()
                label = f"note-{digest}"
                while label in notes:
                    label += "-"
                notes[label] = text
                parts += source[done:start], f"[^{label}]"
                done = token.end()
        elif token[0].startswith("\n"):
            opened.clear()
    if not notes:
        return source
    ending = "\n\n".join(f"[^{label}]: {text}" for label, text in notes.items())
    return f"{''.join(parts)}{source[done:].rstrip(chr(10))}\n\n{ending}\n"
