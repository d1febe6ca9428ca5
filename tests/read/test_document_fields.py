"""What a document says of itself besides title and date: authors, license, contents, numbers."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from blogtools import read_post
from blogtools.model import Cell, FrontMatter, Heading, Notebook
from blogtools.read.authors import AUTHOR, author_details
from blogtools.read.metadata import read_front_matter
from blogtools.render.theme.licenses import license_address
from blogtools.transform.headings import numbered
from blogtools.transform.identity import notebook_language
from tests.conftest import WriteNotebook


def front(lines: str, **files: str) -> tuple[FrontMatter, list[str]]:
    """The front matter of a notebook with these lines, and what was found."""
    cells = (Cell(1, "raw", f"---\ntitle: T\n{lines}\n---"),)
    names = {f"{name}.yml": text for name, text in files.items()}
    read, _, findings = read_front_matter(Notebook(cells), "a.ipynb", names)
    return read, [str(one) for one in findings]


def test_what_stands_under_a_format_counts_more() -> None:
    """That of pages; what stands there is no error, because another tool reads it, too."""
    lines = "toc-depth: 4\nformat:\n  pdf:\n    toc-depth: 1\n  html:\n    toc-depth: 2\n    number-sections: true"
    read, _ = front(lines)
    assert (read.toc_depth, read.number_sections) == (2, True)
    read, findings = front("format: {html: {toc: perhaps, toc-depth: deep}}")
    assert (read.toc, read.toc_depth) == (None, None)
    assert findings == [
        'a.ipynb, cell 1: format.html.toc-depth: expected a level of headings from 1 to 6, found "deep"; left out',
        'a.ipynb, cell 1: format.html.toc: expected true or false, found "perhaps"; left out',
    ]


def test_folders_and_projects_say_it_for_all() -> None:
    """A post says otherwise for itself."""
    project = {"_quarto": "website: {title: W}\nlang: de\nformat:\n  html:\n    number-sections: true\n"}
    read, _ = front("", **project)
    assert (read.language, read.number_sections) == ("de", True)
    read, _ = front("number-sections: false", **project)
    assert read.number_sections is False


@pytest.mark.parametrize(
    ("given", "affiliations", "expected"),
    [
        ("Ann", None, []),
        ([{"name": "Ann"}, "Bo"], None, []),
        (
            [{"name": "Ann", "website": "https://a.org", "orcid": "https://orcid.org/0000-0002-1825-009x"}, "Bo"],
            None,
            [{"name": "Ann", "url": "https://a.org", "orcid": "0000-0002-1825-009X"}, {"name": "Bo"}],
        ),
        ({"name": "Ann", "affiliation": "U"}, None, [{"name": "Ann", "affiliations": ["U"]}]),
        (
            {"name": "Ann", "affiliations": [{"ref": "u"}, "v", {"name": "W", "department": "D"}]},
            [{"id": "u", "name": "University"}, {"id": "v", "institution": "Venue"}],
            [{"name": "Ann", "affiliations": ["University", "Venue", "D, W"]}],
        ),
        ({"name": {"given": "A", "family": "B"}, "bio": "Writes."}, None, [{"name": "A B", "bio": "Writes."}]),
    ],
)
def test_authors_are_more_than_names(given: Any, affiliations: Any, expected: list[dict[str, Any]]) -> None:
    """In Quarto's form and MyST's; if of none more is known, there is nothing to tell."""
    assert author_details(given, affiliations) == (tuple({**AUTHOR, **author} for author in expected), ())


def test_wrong_details_are_left_out_and_told() -> None:
    """The rest of the author stays; an address that a browser would run is none."""
    read, findings = front("author: {name: Ann, url: 'javascript:a()', orcid: 12, email: ann@example.org}")
    assert read.author_details == ({**AUTHOR, "name": "Ann", "email": "ann@example.org"},)
    assert findings == [
        "a.ipynb, cell 1, line 3: url of Ann: expected an address such as https://example.org/post/, "
        'found "javascript:a()"; left out',
        'a.ipynb, cell 1, line 3: orcid of Ann: expected an ORCID such as 0000-0002-1825-0097, found "12"; left out',
    ]


@pytest.mark.parametrize(
    ("lines", "fields"),
    [
        ("license: CC BY 4.0", {"license": "CC BY 4.0"}),
        ("license: {text: Ours, url: https://x.org/l}", {"license": "Ours", "license_url": "https://x.org/l"}),
        ("license: {content: CC-BY-4.0, code: MIT}", {"license": "CC-BY-4.0 (text), MIT (code)"}),
        ("license: {url: 'javascript:a'}", {}),
        ("license: [a]", {}),
        ("doi: doi:10.1000/182", {"doi": "10.1000/182"}),
        ("doi: 12", {}),
        ("numbering: {headings: true}", {"number_sections": True}),
        ("numbering: {figure: true}", {}),
        ("toc-depth: 9", {}),
        ("abstract: {a: b}", {}),
    ],
)
def test_fields_of_a_document(lines: str, fields: dict[str, Any]) -> None:
    """A value that cannot be used keeps no post back."""
    read, _ = front(lines)
    names = ("license", "license_url", "doi", "number_sections", "toc_depth", "abstract")
    assert {name: value for name in names if (value := getattr(read, name)) is not None} == fields


@pytest.mark.parametrize(
    ("name", "address"),
    [
        ("CC BY-NC-SA 4.0", "https://creativecommons.org/licenses/by-nc-sa/4.0/"),
        ("cc-by-sa-3.0", "https://creativecommons.org/licenses/by-sa/3.0/"),
        ("CC BY", "https://creativecommons.org/licenses/by/4.0/"),
        ("CC0", "https://creativecommons.org/publicdomain/zero/1.0/"),
        ("mit", "https://spdx.org/licenses/MIT.html"),
        ("Apache 2.0", "https://spdx.org/licenses/Apache-2.0.html"),
        ("https://x.org/l", "https://x.org/l"),
        ("All rights reserved", None),
        (None, None),
    ],
)
def test_known_licenses_have_an_address(name: str | None, address: str | None) -> None:
    """Those of Creative Commons, and identifiers of SPDX."""
    assert license_address(name) == address


def test_headings_are_numbered_from_the_highest_level() -> None:
    """Without the title, and without those that their author marks."""
    texts = [(2, "Title"), (2, "A *b*"), (3, "C"), (3, "D"), (2, "Ends"), (2, "E"), (4, "F"), (2, " ")]
    headings = [Heading(1, event, level, text, text) for event, (level, text) in enumerate(texts)]
    notebook = Notebook((Cell(1, "markdown", "## Title\n\n## Ends {.unnumbered #e}\n\n### D {-}"),))
    found = numbered(headings, (1, 0), notebook)
    assert [one.number for one in found] == ["", "1", "1.1", "", "", "2", "2.0.1", ""]
    assert [one.text for one in found] == [text for _, text in texts]


def test_an_abstract_stands_before_the_text_and_describes_the_post(
    tmp_path: Path, write_notebook: WriteNotebook
) -> None:
    """A description counts more."""
    lines = "---\ntitle: T\nabstract: An *abstract*.\n---"
    post = read_post(write_notebook(tmp_path / "a.ipynb", ("raw", lines), "Text."))
    assert (post.excerpt, [cell.number for cell in post.cells]) == ("An abstract.", [1, 2])
    odd = lines.replace("title: T", "title: T\nfig-cap-location: margin")
    found = read_post(write_notebook(tmp_path / "c.ipynb", ("raw", odd), "Text.")).findings
    assert [str(one.where).partition("cell ")[2] for one in found if one.slug == "foreign-mark"] == ["1, line 3"]
    described = lines.replace("abstract:", "description: D\nabstract:", 1)
    assert read_post(write_notebook(tmp_path / "b.ipynb", ("raw", described), "Text.")).excerpt == "D"


@pytest.mark.parametrize(
    ("kernel", "language"),
    [
        ("julia-1.9", "julia-1.9"),
        ({"kernelspec": {"language": "R", "name": "ir"}}, "r"),
        (3, "python"),
        (None, "python"),
    ],
)
def test_the_kernel_of_the_front_matter_tells_the_language(kernel: Any, language: str) -> None:
    """Where the notebook does not."""
    front = FrontMatter(extra={"jupyter": kernel})
    assert notebook_language(Notebook(()), front) == language
    assert notebook_language(Notebook((), {"language_info": {"name": "sql"}}), front) == "sql"
