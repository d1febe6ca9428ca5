"""Plain metadata is read without PyYAML, and as PyYAML reads it."""

from __future__ import annotations

import subprocess
import sys
from typing import Any

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from blogtools.read.yaml_text import Scalar, YamlError, _parse, _read_plain, read_mapping

KEYS = st.sampled_from(["title", "date", "tags", "my-key", "y", "null", "a", "é"])
PIECES = st.sampled_from(
    [
        *"aZ09 :,#'\"[]-.!?&*%@{}|>~\t/()",
        ": ",
        " #",
        "no",
        "1.10",
        "2024-01-01",
        "10:30",
        "é",
        "漢",
        "\u0301",
        "\U00010400",
    ]
)
VALUES = st.lists(PIECES, max_size=8).map("".join)
TEXTS = st.lists(
    st.one_of(
        st.tuples(KEYS, st.sampled_from([": ", ":  ", ":", " : "]), VALUES).map("".join),
        st.tuples(KEYS, VALUES, VALUES).map(lambda parts: f"{parts[0]}: [{parts[1]}, {parts[2]}]"),
        st.tuples(KEYS, VALUES).map(lambda parts: f'{parts[0]}: "{parts[1]}"'),
        st.sampled_from(["", "  ", "  more", "- item", "# comment", "---", "...", "x"]),
    ),
    max_size=5,
).map("\n".join)


def told(value: Any) -> Any:
    """What is known of a value: of scalars, the text, the line, and whether it was in quotes."""
    if isinstance(value, Scalar):
        return str(value), value.line, value.plain
    if isinstance(value, dict):
        return [(told(key), told(item)) for key, item in value.items()]
    return [told(item) for item in value]


@given(TEXTS)
@example("title: Why not\ntags: [a b , 'c: d', \"e\"]\n\ndate: 2024-01-01 10:30\n")
@example("a: b\n...\n")
@example("a: b:c\nb: []\n")
@example("a: 1\na: 2")
def test_plain_lines_are_read_as_pyyaml_reads_them(text: str) -> None:
    """Whatever is taken for plain is YAML, and says the same."""
    plain = _read_plain(text)
    if plain is not None:
        assert told(_parse(text).mapping()) == told(plain)


PLAIN = {
    "text": "title: Why we measure, and how (2)",
    "numbers": "weight: 1.10\ndate: 2024-01-01 10:30\ndraft: yes",
    "address": "canonical_url: https://example.org/a/?b=c",
    "quotes": "title: \"Is it 5: no\"\nslug: 'a#b'",
    "list": 'tags: [data frames, "a: b", c]\naliases: []',
}


@pytest.mark.parametrize("text", PLAIN.values(), ids=PLAIN)
def test_usual_metadata_is_plain(text: str) -> None:
    """So that it costs no parser."""
    assert _read_plain(text) is not None


def test_plain_metadata_does_not_load_pyyaml() -> None:
    """A post that has only such lines does not wait for it."""
    program = (
        "import sys; from blogtools.read.yaml_text import read_mapping\n"
        "read_mapping('title: Hello\\ntags: [a, b]'); print('yaml' in sys.modules)"
    )
    assert b"False" == subprocess.run([sys.executable, "-c", program], capture_output=True, check=True).stdout.strip()


@pytest.mark.parametrize("text", ["a: [b", 'a: "b', "a: b: c", "\ta: b"])
def test_what_is_no_yaml_is_still_refused(text: str) -> None:
    """Plain lines hide no error."""
    with pytest.raises(YamlError):
        read_mapping(text)
