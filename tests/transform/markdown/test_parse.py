"""What the parser says of a long text is what it says of a short one, in less memory."""

from __future__ import annotations

import pytest

from blogtools.transform.markdown import parse
from blogtools.transform.markdown.parse import located_events, parse_markdown

TEXT = """- - a
  b

1. x

> a *b* `c` **d** [x](y) <b>

> [!NOTE]
> e

| a |
|---|
| b |

# H

- [ ] t

x[^1]

[^1]: y

term
: definition

<div>x</div>
"""


def test_events_of_a_long_text(monkeypatch: pytest.MonkeyPatch) -> None:
    """Equal to those of the parser, with their places."""
    short = parse_markdown(TEXT)
    short_located = located_events(short)
    monkeypatch.setattr(parse, "_LONG", 0)
    long = parse_markdown(TEXT)
    assert long == short
    assert located_events(long) == short_located


@pytest.mark.parametrize(
    ("text", "most"), [("- " * 40_000 + "a", 6), ("> " * 40_000 + "a", 6), ("*a*b" * 20_000, 40_010)]
)
def test_equal_events_are_one_object(text: str, most: int) -> None:
    """Starts and ends of what has no content; what has some is kept apart."""
    markdown = parse_markdown(text)
    assert len(markdown.events) > len(text) / 2
    assert len({id(event) for event in markdown.events}) < most
    assert len({id(event) for event, _, _ in located_events(markdown)}) < most
