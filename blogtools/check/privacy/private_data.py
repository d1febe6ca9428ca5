"""Check for addresses of people and of machines in outputs, which their owners may not want to be published."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

from blogtools.check.places import own_cells
from blogtools.check.secrets import output_texts
from blogtools.errors import Finding, Where
from blogtools.memo import Memoizer, lazy_pattern
from blogtools.model import Cell, Post, Visibility
from blogtools.transform.secrets.find import without_colors


class AddressKind(NamedTuple):
    """A kind of addresses."""

    name: str
    """The kind with its article."""
    markers: tuple[str, ...]
    """Texts of which one stands in every such address, in lowercase."""
    pattern: re.Pattern[str]


_OCTETS = r"\.[0-9]{1,3}\.[0-9]{1,3}(?![\w.]*[0-9])"
_ADDRESSES = (
    AddressKind(
        "an e-mail address",
        ("@",),
        # Names that stand for others, domains of examples (RFC 2606), and short ones as in `a@b.com`.
        lazy_pattern(
            r"(?<![\w.+/:-])(?!(?:no-?reply|git|user|users?name|name|you|your[\w.]*|test|me|someone|example)@)"
            r"[A-Za-z0-9][\w.+-]*+@(?!example\.|[^@\s]*\.(?:example|test|invalid|localhost)\b|\w{1,2}\.\w)"
            r"(?>(?:[\w-]++\.)+)(?!(?:png|jpg|svg|py|json)\b)[A-Za-z]{2,}(?![\w@])",
            re.IGNORECASE,
        ),
    ),
    # RFC 1918 and RFC 4193.
    AddressKind("a private address", ("192.168.",), lazy_pattern(rf"(?<![\w.])192\.168{_OCTETS}")),
    AddressKind("a private address", ("172.",), lazy_pattern(rf"(?<![\w.])172\.(?:1[6-9]|2[0-9]|3[01]){_OCTETS}")),
    AddressKind("a private address", ("10.",), lazy_pattern(rf"(?<![\w.])10\.[0-9]{{1,3}}{_OCTETS}(?!\.)")),
    AddressKind(
        "a private address",
        ("fe80:", "fd"),
        lazy_pattern(r"(?<![\w:])(?:fe80::|fd[0-9a-f]{2}:)[0-9a-f]{1,4}:[0-9a-f:]{4,32}(?![\w:])", re.IGNORECASE),
    ),
    # RFC 6762, RFC 8375, and names that ICANN reserves or that are in common use.
    AddressKind(
        "the name of a private host",
        (".local", ".internal", ".lan", ".corp", ".intranet", ".home.arpa"),
        lazy_pattern(
            r"(?<![\w.@-])(?!localhost\.)[a-z0-9][a-z0-9-]*+(?:\.[a-z0-9-]++)*?"
            r"\.(?:local|internal|lan|corp|intranet|localdomain|home\.arpa)(?=[:/\s'\"\])},;]|\.?$|\.\s)(?!\s*[(=])",
            re.IGNORECASE,
        ),
    ),
)


def find_private_data(post: Post, call: Memoizer) -> Iterator[Finding]:
    """Yield a note for each kind of addresses in the outputs of a cell, with the first of them."""
    for cell in own_cells(post):
        if cell.outputs and cell.options.output is not Visibility.REMOVE:
            for name, (address, count) in call(_addresses, cell, post).items():
                more = f" and {count - 1} more" if count > 1 else ""
                hint = "if nobody is to see it, replace it in the published copy: a rule in the setting `redact`"
                message = f"the outputs show {name}: {address}{more}"
                yield Finding("private-data", message, Where(post.source, cell.number), hint, "note")


def _addresses(cell: Cell, post: Post) -> dict[str, tuple[str, int]]:
    """Return the first address of each kind, and how many different ones there are."""
    found: dict[str, dict[str, None]] = {}
    for text in output_texts(cell, post):
        lowered = text.lower()
        for kind in _ADDRESSES:
            if any(marker in lowered for marker in kind.markers):
                matches = (match[0] for match in kind.pattern.finditer(without_colors(text)))
                found.setdefault(kind.name, {}).update(dict.fromkeys(matches))
    return {name: (next(iter(some)), len(some)) for name, some in found.items() if some}
