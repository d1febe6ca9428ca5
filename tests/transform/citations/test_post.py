"""What a post cites is written out on its page, in its list, in what is said of it, and for every target."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import pytest

from blogtools import read_post
from blogtools.build.pipeline import Options, convert
from blogtools.build.report import Report
from blogtools.config import find_blog
from blogtools.render.targets import TARGETS
from blogtools.transform.citations import engine, step
from tests.conftest import WriteNotebook

BIB = r"""@article{knuth84, author={Knuth, Donald E.}, title={Literate {Programming}}, journal={The Computer Journal},
  year={1984}, volume={27}, number={2}, pages={97--111}, doi={10.1093/comjnl/27.2.97}}
@book{lamport, author={Lamport, Leslie and M{\"u}ller, J.}, title={{\LaTeX}: A System}, publisher={Addison}, year=1994}
@misc{web, author={Doe, Jane}, title={A page}, year={2020}, url={https://example.org/a_b}}
"""
FRONT = ("raw", "---\ntitle: A post\ndate: 2026-01-02\nbibliography: refs.bib\n---")


@pytest.fixture
def blog(blog_folder: Path) -> Path:
    """A blog with a bibliography beside its posts."""
    (blog_folder / "notebooks/refs.bib").write_text(BIB, encoding="utf-8")
    return blog_folder


def text_of(path: Path, *numbers: int) -> str:
    """The Markdown of some cells after all steps, without anchors and ways back."""
    post = read_post(path)
    cells = post.cells if not numbers else [post.cells[number] for number in numbers]
    text = "\n\n".join(cell.source for cell in cells)
    text = re.sub(r' \[↩\]\(#cite-\d+ "Back to text"\)', "", text)
    return re.sub(r'<a id="(?:cite|ref)-[\w-]+"></a>|\(#ref-[\w-]+\)', "", text)


def run(folder: Path, **options: Any) -> Report:
    """Convert the blog."""
    return convert(find_blog(folder), (), Options(**options))


def told(path: Path) -> list[str]:
    """Findings of a post about citations."""
    return [str(one) for one in read_post(path).findings if one.slug == "citation"]


def test_citations_and_the_list(blog: Path, write_notebook: WriteNotebook) -> None:
    """In the default style, in a sentence, with pages, without the author; the list is in order."""
    path = write_notebook(
        blog / "notebooks/a.ipynb",
        FRONT,
        "A [@knuth84], [see @knuth84, pp. 3-4; also @lamport], @lamport [p. 7], [-@knuth84, 33]; mail a@knuth84.org.",
    )
    assert text_of(path) == (
        "A ([Knuth 1984]), (see [Knuth 1984, pp. 3–4]; also [Lamport and Müller 1994]), "
        "[Lamport and Müller (1994, p. 7)], ([1984, 33]); mail a@knuth84.org.\n\n"
        "## References\n\n"
        "- Knuth, Donald E. 1984. “Literate Programming.” *The Computer Journal* 27 (2): 97–111."
        " <https://doi.org/10.1093/comjnl/27.2.97>.\n"
        "- Lamport, Leslie, and J. Müller. 1994. *LaTeX: A System*. Addison."
    )
    assert told(path) == []


@pytest.mark.parametrize(
    ("style", "cited", "listed"),
    [
        ("apa", "([Knuth, 1984, p. 3]) [Lamport &#38; Müller (1994)]", "- Knuth, D. E. (1984). Literate Programming."),
        ("ieee", "[&#91;1, p. 3&#93;] [L. Lamport and J. Müller &#91;2&#93;]", "- &#91;1&#93; D. E. Knuth, “Literate"),
        ("https://www.zotero.org/styles/apa", "([Knuth, 1984, p. 3]) [Lamport &#38; Müller (1994)]", "- Knuth, D. E."),
        ("own.csl", "<[Knuth @ p. 3]> [Lamport and Müller]", "- Donald E. Knuth: Literate Programming"),
        ("../styles/own.csl", "<[Knuth @ p. 3]> [Lamport and Müller]", "- Donald E. Knuth: Literate Programming"),
    ],
)
def test_styles(style: str, cited: str, listed: str, blog: Path, write_notebook: WriteNotebook) -> None:
    """By name, by address, or a file of CSL."""
    csl = (
        '<style xmlns="http://purl.org/net/xbiblio/csl" class="in-text" version="1.0"><info><title>O</title><id>o</id>'
        "<updated>2020-01-01T00:00:00+00:00</updated></info>"
        '<citation><layout prefix="‹" suffix="›"><names variable="author"><name form="short" and="text"/></names>'
        '<text variable="locator" prefix=" @ "/></layout></citation>'
        '<bibliography><layout><names variable="author"/><text variable="title" prefix=": "/></layout>'
        "</bibliography></style>"
    )
    (blog / "styles").mkdir()
    for place in ("notebooks/own.csl", "styles/own.csl"):
        (blog / place).write_text(csl, encoding="utf-8")
    front = ("raw", f"{FRONT[1][:-4]}\ncsl: {style}\n---")
    path = write_notebook(blog / "notebooks/a.ipynb", front, "[@knuth84, p. 3] @lamport")
    text = text_of(path).replace("‹", "<").replace("›", ">").replace("\u00a0", " ").replace("&#64;", "@")
    assert text.split("\n")[0].replace(" <>", "") == cited
    assert f"\n{listed}" in text
    assert told(path) == []


def test_a_style_with_footnotes(blog: Path, write_notebook: WriteNotebook) -> None:
    """Becomes footnotes, which every target has."""
    front = ("raw", f"{FRONT[1][:-4]}\ncsl: chicago-notes\n---")
    path = write_notebook(blog / "notebooks/a.ipynb", front, "A[see @knuth84, p. 3]. @lamport is.", "B [@knuth84].")
    text = text_of(path, 0, 1)
    assert text.startswith("A[^cite-1]. [Lamport and Müller][^cite-2] is.\n\n[^cite-1]: see Donald E. Knuth, “Literate")
    assert "B [^cite-3].\n\n[^cite-3]: Knuth, “Literate Programming”." in text
    run(blog)
    page = (blog / "_site/a/index.html").read_text(encoding="utf-8")
    assert page.count('class="footnote-ref"') == 3


def test_where_the_list_stands(blog: Path, write_notebook: WriteNotebook) -> None:
    """At the author's mark; under a heading that the post ends with; else under one in its language."""
    folder = blog / "notebooks"
    placed = write_notebook(folder / "a.ipynb", FRONT, "[@web]\n\n::: {#refs}\n:::\n\nEnd.")
    assert (
        re.sub(r"\n+", "\n", text_of(placed))
        == "([Doe 2020])\n- Doe, Jane. 2020. “A Page.” <https://example.org/a_b>.\nEnd."
    )
    ended = write_notebook(folder / "b.ipynb", FRONT, "[@web]", "## My sources")
    assert text_of(ended, 1, 2).startswith("## My sources\n\n- Doe")
    german = write_notebook(folder / "c.ipynb", ("raw", f"{FRONT[1][:-4]}\nlang: de\n---"), "[@web]")
    assert text_of(german, 1).startswith("## Literatur\n\n- Doe")
    named = write_notebook(
        folder / "d.ipynb", ("raw", f"{FRONT[1][:-4]}\nreference-section-title: Works\n---"), "[@web]"
    )
    assert text_of(named, 1).startswith("## Works\n\n- Doe")
    none = write_notebook(folder / "n.ipynb", ("raw", f"{FRONT[1][:-4]}\nsuppress-bibliography: true\n---"), "[@web]")
    assert text_of(none) == "(Doe 2020)"
    empty = write_notebook(folder / "e.ipynb", FRONT, "Nothing is cited here.")
    assert text_of(empty) == "Nothing is cited here."


def test_what_is_said_of_a_post_has_citations_as_text(blog: Path, write_notebook: WriteNotebook) -> None:
    """Title, description, headings, captions, feed."""
    code = {
        "cell_type": "code",
        "source": "#| fig-cap: From [@web]\n#| lst-cap: By @web\n1",
        "outputs": [],
        "metadata": {},
    }
    front = ("raw", f"{FRONT[1].replace('A post', 'After [@knuth84]')[:-4]}\ndescription: On @web.\n---")
    write_notebook(blog / "notebooks/a.ipynb", front, "## By @lamport\n\nText [@web].", code)
    (blog / "blogtools.toml").write_text('title = "T"\nbase_url = "https://b.example.org"\n')
    assert not run(blog).errors
    page = (blog / "_site/a/index.html").read_text(encoding="utf-8")
    assert "<h1>After (Knuth 1984)</h1>" in page
    assert '<meta name="description" content="On Doe (2020).">' in page
    assert read_post(blog / "notebooks/a.ipynb").headings[0].text == "By Lamport and Müller (1994)"
    assert "[@" not in page
    assert "@web" not in page
    feed = next(path for path in (blog / "_site").glob("*.xml") if "feed" in path.name).read_text(encoding="utf-8")
    assert "After (Knuth 1984)" in feed
    assert "@web" not in feed
    options = read_post(blog / "notebooks/a.ipynb").cells[1].options
    assert (options.caption, options.code_caption) == ("From (Doe 2020)", "By Doe (2020)")


@pytest.mark.parametrize("target", [name for name, one in TARGETS.items() if not one.is_html])
def test_every_target_has_them(target: str, blog: Path, write_notebook: WriteNotebook) -> None:
    """As links and a list of Markdown; `bibliography` does not go on, for it is done."""
    write_notebook(blog / "notebooks/a.ipynb", FRONT, "[@web]")
    run(blog, target=TARGETS[target])
    text = next(path for path in (blog / "_markdown").rglob("*.md") if "Doe" in path.read_text()).read_text()
    assert '(<a id="cite-1"></a>[Doe 2020](#ref-web))' in text
    assert re.search(r'- +<a id="ref-web"></a>Doe, Jane\. 2020\.', text)
    assert "bibliography" not in text


def test_sanitized_posts_keep_their_links(blog: Path, write_notebook: WriteNotebook) -> None:
    """From the citation to the list and back."""
    front = ("raw", f"{FRONT[1][:-4]}\nhtml: sanitize\n---")
    write_notebook(blog / "notebooks/a.ipynb", front, "[@web]<script>alert(1)</script>")
    run(blog)
    page = (blog / "_site/a/index.html").read_text(encoding="utf-8")
    for target in re.findall(r'href="#((?:[\w-]*)(?:cite|ref)-[\w-]+)"', page):
        assert f'id="{target}"' in page
    assert page.count("ref-web") == 2
    assert "<script>alert" not in page


def test_all_sources_of_entries(blog: Path, write_notebook: WriteNotebook) -> None:
    """Several files; entries in the metadata; the folder's; the blog's; cite2c's."""
    folder = blog / "notebooks"
    (blog / "notebooks/b.json").write_text(
        json.dumps([{"id": "t", "title": "T", "author": [{"family": "T"}], "issued": {"year": 1936}}])
    )
    several = ("raw", "---\ntitle: A\nbibliography: [refs.bib, b.json]\n---")
    assert text_of(write_notebook(folder / "a.ipynb", several, "[@t; @web]"), 0) == "([T 1936]; [Doe 2020])"
    inline = ("raw", "---\ntitle: B\nreferences:\n- id: x1\n  title: X\n  author:\n  - family: Y\n  issued: 1999\n---")
    assert text_of(write_notebook(folder / "b.ipynb", inline, "@x1"), 0) == "[Y (1999)]"
    (folder / "in").mkdir()
    (folder / "in/_metadata.yml").write_text("bibliography: refs.bib\ncsl: apa\n")
    assert text_of(write_notebook(folder / "in/c.ipynb", "# C\n\n[@web]"), 0) == "# C\n\n([Doe, 2020])"
    (blog / "blogtools.toml").write_text('bibliography = ["all.bib"]\ncsl = "ieee"\n')
    (blog / "all.bib").write_text(BIB)
    assert text_of(write_notebook(folder / "d.ipynb", "# D\n\n[@web]"), 0) == "# D\n\n[&#91;1&#93;]"
    kept = {"citations": {"1/A": {"type": "book", "title": "K", "author": [{"family": "K"}], "issued": {"year": 2000}}}}
    cell = '<cite data-cite="1/A">(K, 2000)</cite>'
    assert text_of(write_notebook(folder / "e.ipynb", "# E\n\n" + cell, cite2c=kept), 0) == "# E\n\n[&#91;1&#93;]"


def test_nocite(blog: Path, write_notebook: WriteNotebook) -> None:
    """Lists what the text does not cite; `@*` everything."""
    for line, count in (("nocite: '@web, @lamport'", 2), ("nocite: ['@web']", 1), ("nocite: '@*'", 3)):
        front = ("raw", f"{FRONT[1][:-4]}\n{line}\n---")
        path = write_notebook(blog / "notebooks/a.ipynb", front, "Text.")
        assert text_of(path).count("\n- ") == count
        assert told(path) == []


def test_what_is_wrong_is_told(blog: Path, write_notebook: WriteNotebook) -> None:
    """With file, cell and line; all else is cited, and the key stays readable."""
    (blog / "notebooks/bad.bib").write_text(
        "@book{bad, title = {A}\n\n@book{d, title={T}, year={in press}}\n@misc{e, title={T}, x}\n"
    )
    front = ("raw", "---\ntitle: A [@web2]\nbibliography: [refs.bib, nofile.bib, bad.bib]\ncsl: nostyle\n---")
    path = write_notebook(blog / "notebooks/a.ipynb", front, "A.\n\n[@knuth85; @web] and [@bad] and [@d; @e]")
    assert text_of(path, 0) == "A.\n\n(knuth85?; [Doe 2020]) and (bad?) and ([*T*, n.d.]; e?)"
    assert told(path) == [
        "notebooks/a.ipynb, cell 1, line 3: bibliography nofile.bib was not found (files must lie inside the"
        " blog, at a path relative to the notebook)",
        "notebooks/a.ipynb, cell 2, line 3: @knuth85 is not in the bibliography (did you mean knuth84?)",
        "notebooks/a.ipynb, cell 1, line 2: @web2 is not in the bibliography (did you mean web?)",
        "notebooks/bad.bib, line 1: entry bad has no closing brace (correct the entry)",
        "notebooks/bad.bib, line 3: entry d has no year in 'in press' (correct the entry)",
        "notebooks/bad.bib, line 4: entry e is not valid BibTeX: expected `name = value`, found 'x}' (correct the"
        " entry)",
        "notebooks/a.ipynb, cell 1, line 4: nostyle cannot be used: unknown style: nostyle (name another style)",
    ]


@pytest.mark.parametrize(
    "line", ["bibliography: [[a]]", "csl: [a]", "nocite: [{a: b}]", "citation: a text", "references: a text"]
)
def test_a_value_of_the_wrong_kind_holds_no_post_back(line: str, blog: Path, write_notebook: WriteNotebook) -> None:
    """It is told, and left out."""
    path = write_notebook(blog / "notebooks/a.ipynb", ("raw", f"---\ntitle: A\n{line}\n---"), "Text.")
    findings = [one for one in read_post(path).findings if one.slug == "front-matter"]
    assert [(one.where.cell, one.where.line, one.severity) for one in findings] == [(1, 3, "warning")]


def test_without_the_formatter_keys_stay(
    blog: Path, write_notebook: WriteNotebook, monkeypatch: pytest.MonkeyPatch
) -> None:
    """And the author is told what to install."""
    monkeypatch.setattr(step, "has_engine", lambda: False)
    path = write_notebook(blog / "notebooks/a.ipynb", FRONT, "A [@web].")
    assert text_of(path) == "A [@web]."
    assert told(path) == [
        "notebooks/a.ipynb: the post cites, but what formats citations is not installed, so keys are shown"
        " (install it: pip install 'blogtools[citations]')"
    ]


def test_entries_are_other_peoples_data(blog: Path, write_notebook: WriteNotebook) -> None:
    """Nothing in them is run, read, or breaks the page."""
    (blog / "notebooks/refs.bib").write_text(
        '@misc{x, author={<b>Eve</b>, $#read("/etc/passwd")$}, title={<script>alert(1)</script> #panic() $x$ '
        "\\input{/etc/passwd} {{< raw >}} {% include a %} [@y] *em* `c` | --- ]( }, url={javascript:alert(1)},"
        " year={2020}, note={\\write18{id}}}\n"
    )
    path = write_notebook(blog / "notebooks/a.ipynb", FRONT, "A [@x, <script>alert(2)</script> #panic() *p*].")
    assert told(path) == []
    for target in TARGETS.values():
        run(blog, target=target)
    page = (blog / "_site/a/index.html").read_text(encoding="utf-8")
    body = page[page.index('class="post-body"') :]
    assert "<script>alert" not in page
    assert "javascript:" not in page
    assert "&lt;script&gt;alert(1)&lt;/script&gt; #panic()" in body
    assert "#read(“/etc/passwd”)" in body
    assert "root:" not in page
    text = (blog / "_markdown/hugo/a/index.md").read_text(encoding="utf-8")
    assert "{{<" not in text
    assert "<script" not in text


def test_what_is_redacted_is_so_in_the_list(blog: Path, write_notebook: WriteNotebook) -> None:
    """The author's rules hold for the bibliography, too."""
    (blog / "blogtools.toml").write_text('redact = { "Jane" = "J." }\n')
    path = write_notebook(blog / "notebooks/a.ipynb", FRONT, "[@web]")
    run(blog)
    page = (blog / "_site/a/index.html").read_text(encoding="utf-8")
    assert "Doe, J." in page
    assert "Jane" not in page
    assert path.exists()


def test_another_bibliography_makes_the_post_anew(blog: Path, write_notebook: WriteNotebook) -> None:
    """Also one that was missing; a post that cites nothing is left alone; what is the same is not formatted again."""
    write_notebook(blog / "notebooks/a.ipynb", FRONT, "[@web]")
    write_notebook(blog / "notebooks/b.ipynb", "# B\n\nText.")
    run(blog)
    assert not run(blog).built
    (blog / "notebooks/refs.bib").write_text(BIB.replace("Jane", "Joan"))
    assert [one.source for one in run(blog).built] == ["notebooks/a.ipynb"]
    assert "Joan" in (blog / "_site/a/index.html").read_text()


def test_a_post_that_cites_nothing_reads_no_bibliography_of_the_blog(blog: Path, write_notebook: WriteNotebook) -> None:
    """So it is not made anew when that changes."""
    (blog / "blogtools.toml").write_text('bibliography = ["all.bib"]\n')
    (blog / "all.bib").write_text(BIB)
    write_notebook(blog / "notebooks/a.ipynb", "# A\n\nExcited, see refs and @ the office.")
    write_notebook(blog / "notebooks/b.ipynb", "# B\n\n[@web]")
    run(blog)
    (blog / "all.bib").write_text(BIB + "@misc{z}")
    assert [one.source for one in run(blog).built] == ["notebooks/b.ipynb"]


def test_a_result_is_kept(blog: Path, write_notebook: WriteNotebook, monkeypatch: pytest.MonkeyPatch) -> None:
    """Until an entry, a citation or the style changes; a broken one is made again."""
    write_notebook(blog / "notebooks/a.ipynb", FRONT, "[@web]")
    run(blog, workers=1)
    page = (blog / "_site/a/index.html").read_bytes()
    from blogtools.transform.citations import job

    def refuse(*_: object) -> str:
        pytest.fail("formatted again")

    job.run_job.cache_clear()
    with monkeypatch.context() as patched:
        patched.setattr(job, "format_citations", refuse)
        write_notebook(blog / "notebooks/a.ipynb", FRONT, "[@web]", "More.")
        run(blog, workers=1)
    assert b"More." in (blog / "_site/a/index.html").read_bytes()
    for path in (blog / ".blogtools/results").iterdir():
        path.write_bytes(b"broken")
    job.run_job.cache_clear()
    write_notebook(blog / "notebooks/a.ipynb", FRONT, "[@web]")
    run(blog, workers=1)
    assert (blog / "_site/a/index.html").read_bytes() == page


def test_the_formatter_reads_no_file(monkeypatch: pytest.MonkeyPatch) -> None:
    """Even if something could make it try."""
    monkeypatch.setattr(engine, "_SOURCE", b'#read("engine.py")')
    with pytest.raises(engine.FormatError, match="failed to load file"):
        engine.format_citations((), (), step.CitationStyle(), "en")
