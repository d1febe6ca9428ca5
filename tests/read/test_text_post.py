"""Text files as posts: where the front matter ends, and that each line keeps its number."""

from __future__ import annotations

import contextlib
import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from blogtools.errors import FrontMatterError
from blogtools.read.metadata import read_front_matter
from blogtools.read.text_post import decode_text, split_front

LINES = st.sampled_from(
    [
        *(
            "---",
            "+++",
            "...",
            "--- ",
            "",
            "  ",
            "title: A",
            "Title: A",
            "title = 'A'",
            "    more",
            "# Heading",
            "Text.",
        ),
        *('{"title": "A",', '{"title": "A"}', '"tags": []}', "}", "```", "    code", "- a", "key:", "\ufeff", "a: b\r"),
    ]
)


@pytest.mark.parametrize(
    ("text", "front", "body"),
    [
        ("---\ntitle: A\n---\nText.", "---\ntitle: A\n---", "Text."),
        ("---\ntitle: A\n...\nText.", "---\ntitle: A\n...", "Text."),
        ("\n\n--- \n# A comment\n\ntitle: A\n---\n", "\n\n--- \n# A comment\n\ntitle: A\n---", ""),
        ("---\n---\nText.", "", "Text."),
        ("---\n\nText.\n\n---\n", "", "---\n\nText.\n\n---\n"),
        ("---\n\nText.", "", "---\n\nText."),
        ("---", "", "---"),
        ("----\ntitle: A\n----\n", "", "----\ntitle: A\n----\n"),
        ("---\ntítulo: A\n---\nText.", "---\ntítulo: A\n---", "Text."),
        ("+++\n[extra]\na = 1\n+++\nText.", "+++\n[extra]\na = 1\n+++", "Text."),
        ("+++\ntitle = 'A'\n---\n+++\nText.", "+++\ntitle = 'A'\n---\n+++", "Text."),
        ('{"title": "}"} Text.', '{"title": "}"}', " Text."),
        ('{"title": }\n}\nText.', '{"title": }\n}', "\nText."),
        ("{note} Text.", "", "{note} Text."),
        ('{"other": 1}\n', "", '{"other": 1}\n'),
        ("Title: A\nTags: b,\n    c\n\nText.", "Title: A\nTags: b,\n    c", "\nText."),
        ("Title: A", "Title: A", ""),
        ("Title: A\nText.", "", "Title: A\nText."),
        ("Note: A\n\nText.", "", "Note: A\n\nText."),
        ("Title: A\ntitle: B\n\nText.", "", "Title: A\ntitle: B\n\nText."),
        ("", "", ""),
    ],
)
def test_where_front_matter_ends(text: str, front: str, body: str) -> None:
    """Rules and braces that are text stay text."""
    assert split_front(text, "a.md")[:2] == (front, body)


@given(st.lists(LINES, max_size=12).map("\n".join))
def test_each_line_keeps_its_number(text: str) -> None:
    """And all that is no empty front matter is in a cell."""
    lines = text.removeprefix("\ufeff").replace("\r\n", "\n").replace("\r", "\n").split("\n")
    with contextlib.suppress(FrontMatterError):
        cells = decode_text(text.encode(), "a.md").cells
        assert [cell.number for cell in cells] == list(range(1, len(cells) + 1))
        shown = set()
        for cell in cells:
            for number, line in enumerate(cell.source.split("\n")):
                assert lines[number].endswith(line)
                shown |= {number} if line else set()
        assert {line.strip() for number, line in enumerate(lines) if number not in shown} <= {"", "---", "+++", "..."}


TITLES = st.text(min_size=1, max_size=60).filter(lambda title: title.isprintable() and title == title.strip())


@given(
    TITLES, st.sampled_from(["---\ntitle: {}\n---", "+++\ntitle = {}\n+++", '{{"title": {}}}', "{{\n'title': {}\n}}"])
)
def test_a_title_is_read_to_the_letter(title: str, dialect: str) -> None:
    """From each dialect that has quotes."""
    front = dialect.replace("'", '"').format(json.dumps(title, ensure_ascii=False))
    read, cells, _ = read_front_matter(decode_text(f"{front}\n\nText.".encode(), "a.md"), "a.md")
    assert (read.title, cells) == (title, {1})


def test_a_header_of_very_many_lines() -> None:
    """It takes time in proportion to its length."""
    header = "\n".join(["Title: A", *(f"key-{number}: b" for number in range(50_000)), *["    more"] * 50_000])
    front, body, first, lines = split_front(f"{header}\n\nText.", "a.md")
    assert (front, body, first, len(lines)) == (header, "\nText.", 100_002, 50_001)
