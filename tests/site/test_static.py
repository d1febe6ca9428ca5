"""Files of `static/` go to the site as they are."""

from __future__ import annotations

import base64
import gzip
import os
import tracemalloc
from pathlib import Path

import pytest

from blogtools.build.pipeline import Options, convert
from blogtools.config import find_blog
from blogtools.render.targets import SINGLE_FILE, TARGETS
from blogtools.store.output import CHUNK_SIZE, Destination
from tests.conftest import Told, WriteNotebook, tree
from tests.planted import make_png, make_token

LONG_AGO = 1_700_000_000_000_000_000


def put(folder: Path, name: str, data: bytes = b"data", *, time: int = LONG_AGO) -> Path:
    """Write a file of `static/` that was changed at `time` (nanoseconds since 1970)."""
    path = folder / "static" / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(data)
    os.utime(path, ns=(time, time))
    return path


@pytest.fixture(autouse=True)
def post(blog_folder: Path, write_notebook: WriteNotebook) -> Path:
    """No site is written without a post."""
    return write_notebook(blog_folder / "notebooks/post.ipynb")


def findings(folder: Path) -> list[str]:
    """Convert the blog, whatever address it gives up; what its author is told."""
    report = convert(find_blog(folder), options=Options(allow_removed_urls=True))
    return [str(finding) for finding in report.findings]


def times(folder: Path) -> dict[str, int]:
    """When each file of the site was written."""
    site = folder / "_site"
    return {path.relative_to(site).as_posix(): path.stat().st_mtime_ns for path in site.rglob("*")}


def test_files_come_to_the_top_of_the_site_to_the_byte(blog_folder: Path) -> None:
    """Also in folders, in any script, with notebooks among them; hidden ones only where hosts look for them."""
    wanted = {
        "CNAME": b"example.org\n",
        "data/a b (1).csv": b"\xff\x00",
        "écran/図.bin": b"",
        "page.html": b"<p>",
        "notes/x.ipynb": b"{",
        ".nojekyll": b"",
        ".well-known/security.txt": b"Contact",
    }
    for name, data in {**wanted, ".git/config": b"secret", ".well-known/.DS_Store": b"x", "data/.env": b"x"}.items():
        put(blog_folder, name, data)
    assert [] == findings(blog_folder)
    site = tree(blog_folder / "_site")
    assert wanted == {name: site[name] for name in wanted}
    assert not [name for name in site if "secret" in name or ".env" in name or ".git" in name or ".DS_Store" in name]


def test_a_build_in_which_nothing_changed_neither_reads_nor_writes_them(
    blog_folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Size and time of change tell; the clock that the test sets back stands for a file that is read all the same."""
    put(blog_folder, "a.bin", b"one")
    convert(find_blog(blog_folder))
    before = times(blog_folder)
    monkeypatch.setattr(Destination, "copy", lambda *_: pytest.fail("read a file that did not change"))
    convert(find_blog(blog_folder))
    assert before == times(blog_folder)


def test_what_was_touched_but_is_the_same_is_not_written_again(blog_folder: Path) -> None:
    """As after a fresh clone of the blog, or a build without its memory."""
    put(blog_folder, "a.bin", b"x" * (CHUNK_SIZE + 1))
    convert(find_blog(blog_folder))
    before = times(blog_folder)
    put(blog_folder, "a.bin", b"x" * (CHUNK_SIZE + 1), time=LONG_AGO + 1)
    convert(find_blog(blog_folder))
    convert(find_blog(blog_folder), options=Options(cache=False))
    assert before["a.bin"] == times(blog_folder)["a.bin"]


@pytest.mark.parametrize("time", [LONG_AGO + 1, None], ids=["long ago", "just now"])
def test_a_change_of_one_letter_comes_through(blog_folder: Path, time: int | None) -> None:
    """A file that was changed a moment ago may change again at the same time and size."""
    put(blog_folder, "a.txt", b"one")
    path = put(blog_folder, "b.txt", b"one")
    if time is None:
        path.write_bytes(b"one")
    convert(find_blog(blog_folder))
    stamp = path.stat().st_mtime_ns
    path.write_bytes(b"two")
    os.utime(path, ns=(time or stamp, time or stamp))
    before = times(blog_folder)
    convert(find_blog(blog_folder))
    assert (blog_folder / "_site/b.txt").read_bytes() == b"two"
    assert before["a.txt"] == times(blog_folder)["a.txt"]


def test_what_is_removed_goes_and_what_was_lost_comes_back(blog_folder: Path, write_notebook: WriteNotebook) -> None:
    """Its folder too; a file that becomes a folder, and a folder that becomes a file, are no trouble."""
    write_notebook(blog_folder / "notebooks/a.ipynb", "A.")
    lost = put(blog_folder, "lost.txt")
    first, second = put(blog_folder, "x"), put(blog_folder, "y/z")
    convert(find_blog(blog_folder))
    first.unlink()
    second.unlink()
    second.parent.rmdir()
    put(blog_folder, "x/inside")
    put(blog_folder, "y")
    (blog_folder / "_site/lost.txt").unlink()
    assert [] == findings(blog_folder)
    site = tree(blog_folder / "_site")
    assert {"x/inside", "y", "lost.txt"} == {name for name in site if site[name] == b"data"}
    for path in (lost, blog_folder / "static/x/inside", blog_folder / "static/y"):
        path.unlink()
    convert(find_blog(blog_folder))
    assert b"data" not in tree(blog_folder / "_site").values()
    assert not (blog_folder / "_site/x").exists()
    assert (blog_folder / "_site/a/index.html").exists()


def test_pages_stand_and_the_author_is_told(blog_folder: Path, write_notebook: WriteNotebook) -> None:
    """Of posts and lists, in whatever case a path is written, and of folders; when the page goes, the file comes."""
    write_notebook(blog_folder / "notebooks/about.ipynb", ("raw", "---\ntags: [x]\n---"), "A page.")
    for name in ("About/index.html", "tags", "archive.txt", "about/index.html/x"):
        put(blog_folder, name)
    owned = "about/index.html belongs to notebooks/about.ipynb (rename one of them)"
    assert findings(blog_folder) == [
        f"static/About/index.html: is not copied: {owned}",
        f"static/about/index.html/x: is not copied: {owned}",
        "static/tags: is not copied: tags/ belongs to the blog itself (rename one of them)",
    ]
    assert "A page." in (blog_folder / "_site/about/index.html").read_text()
    (blog_folder / "notebooks/about.ipynb").unlink()
    (blog_folder / "static/about/index.html/x").unlink()
    assert findings(blog_folder) == []
    assert (blog_folder / "_site/tags").read_bytes() == b"data"


def test_a_list_comes_where_a_file_was(blog_folder: Path, write_notebook: WriteNotebook) -> None:
    """A copy gives way to a page that is new, also to one in a folder of its name."""
    put(blog_folder, "tags")
    convert(find_blog(blog_folder))
    write_notebook(blog_folder / "notebooks/a.ipynb", ("raw", "---\ntags: [x]\n---"), "A.")
    assert findings(blog_folder) == [
        "static/tags: is not copied: tags/ belongs to the blog itself (rename one of them)"
    ]
    assert (blog_folder / "_site/tags/index.html").exists()


def test_the_author_s_own_file_for_machines_stands_for_the_generated_one(blog_folder: Path) -> None:
    """It has no template to override; when it goes, the generated one is back."""
    (blog_folder / "blogtools.toml").write_text('base_url = "https://example.org"\n')
    own = put(blog_folder, "robots.txt", b"User-agent: *\nDisallow: /\n")
    assert [] == findings(blog_folder)
    assert own.read_bytes() == (blog_folder / "_site/robots.txt").read_bytes()
    own.unlink()
    convert(find_blog(blog_folder))
    assert "Sitemap:" in (blog_folder / "_site/robots.txt").read_text()


def test_links_stay_inside_the_blog(blog_folder: Path) -> None:
    """What lies elsewhere, leads in a circle or to nothing is named, and all else is copied."""
    (blog_folder / "pictures").mkdir()
    (blog_folder / "pictures/dot.svg").write_bytes(b"<svg/>")
    (blog_folder.parent / "private.txt").write_bytes(b"private")
    (blog_folder.parent / "blog-of-another").mkdir()
    put(blog_folder, "deep/a.txt")
    for name, target in {
        "inside": "../pictures",
        "deep/up": "..",
        "outside": "../../private.txt",
        "near": "../../blog-of-another",
        "nothing": "missing",
        "itself": "itself",
    }.items():
        (blog_folder / "static" / name).symlink_to(target)
    os.mkfifo(blog_folder / "static/pipe")
    assert findings(blog_folder) == [
        "static/deep/up: is not copied: it leads back to a folder that contains it",
        "static/itself: is not copied: it is a broken symlink",
        "static/near: is not copied: it is a symlink that leads out of the blog (copy the file itself)",
        "static/nothing: is not copied: it is a broken symlink",
        "static/outside: is not copied: it is a symlink that leads out of the blog (copy the file itself)",
        "static/pipe: is not copied: it is not a regular file",
    ]
    site = tree(blog_folder / "_site")
    assert site["inside/dot.svg"] == b"<svg/>"
    assert b"private" not in site.values()


def test_a_folder_that_is_a_link_out_of_the_blog_is_refused(blog_folder: Path) -> None:
    """All of it."""
    (blog_folder.parent / "elsewhere").mkdir()
    (blog_folder.parent / "elsewhere/x.txt").write_bytes(b"x")
    (blog_folder / "static").symlink_to("../elsewhere")
    assert findings(blog_folder) == [
        "static: is not copied: it is a symlink that leads out of the blog (copy the file itself)"
    ]
    assert not (blog_folder / "_site/x.txt").exists()


@pytest.mark.parametrize(
    ("name", "shown"),
    [
        pytest.param(b"a\nb", r"'static/a\nb'", id="new line"),
        pytest.param(b"a\\b", r"static/a\b", id="backslash"),
        pytest.param(b"\xff", r"'static/\udcff'", id="no UTF-8"),
    ],
)
def test_a_name_that_no_address_can_have_is_told(blog_folder: Path, name: bytes, shown: str) -> None:
    """On one line that any terminal, and JSON, can show."""
    (blog_folder / "static").mkdir()
    path = os.fsencode(blog_folder / "static") + b"/" + name
    try:
        with open(path, "wb"):  # noqa: PTH123 - bytes, which are no text
            pass
    except OSError:
        pytest.skip("this disk refuses the name")
    assert findings(blog_folder) == [f"{shown}: is not copied: its name cannot be part of an address"]


def test_a_file_that_cannot_be_read_stops_no_other(blog_folder: Path) -> None:
    """It is an error on every build, and its last copy stands."""
    path = put(blog_folder, "a.txt")
    convert(find_blog(blog_folder))
    path.write_bytes(b"changed")
    path.chmod(0)
    if os.access(path, os.R_OK):
        pytest.skip("whoever runs this may read everything")
    put(blog_folder, "b.txt")
    told = "static/a.txt: is not copied: it cannot be read: Permission denied (the previous copy is kept)"
    assert ([told], [told]) == (findings(blog_folder), findings(blog_folder))
    assert (blog_folder / "_site/a.txt").read_bytes() == (blog_folder / "_site/b.txt").read_bytes() == b"data"


def test_only_a_whole_site_gets_them(blog_folder: Path, write_notebook: WriteNotebook) -> None:
    """No Markdown target, no single file, no part of a blog; which leaves the copies that stand."""
    notebook = write_notebook(blog_folder / "notebooks/a.ipynb", "A.")
    put(blog_folder, "a.txt")
    out = blog_folder.parent / "out"
    for target in (TARGETS["hugo"], TARGETS["jekyll"], TARGETS["markdown"], SINGLE_FILE):
        convert(find_blog(blog_folder), options=Options(target, out / target.name))
    assert not list(out.rglob("a.txt"))
    convert(find_blog(blog_folder))
    convert(find_blog(blog_folder), [notebook])
    assert (blog_folder / "_site/a.txt").exists()


def test_a_notebook_among_them_is_no_post(blog_folder: Path, write_notebook: WriteNotebook) -> None:
    """Nor is one elsewhere passed over because its folder has that name."""
    (blog_folder / "notebooks/post.ipynb").unlink()
    (blog_folder / "notebooks").rmdir()
    write_notebook(blog_folder / "a.ipynb", "A.")
    write_notebook(blog_folder / "static/b.ipynb", "B.")
    write_notebook(blog_folder / "deep/static/c.ipynb", "C.")
    report = convert(find_blog(blog_folder))
    assert [built.source for built in report.built] == ["a.ipynb", "deep/static/c.ipynb"]
    assert (blog_folder / "_site/b.ipynb").read_bytes() == (blog_folder / "static/b.ipynb").read_bytes()


def test_a_large_file_is_never_in_memory(blog_folder: Path) -> None:
    """It is copied piece by piece, and compared so."""
    with put(blog_folder, "film.mp4").open("wb") as file:
        file.truncate(64 * CHUNK_SIZE)
    tracemalloc.start()
    try:
        convert(find_blog(blog_folder))
        convert(find_blog(blog_folder), options=Options(cache=False))
        assert tracemalloc.get_traced_memory()[1] < 16 * CHUNK_SIZE
    finally:
        tracemalloc.stop()
    assert (blog_folder / "_site/film.mp4").stat().st_size == 64 * CHUNK_SIZE


@pytest.mark.parametrize(
    ("name", "data"),
    [
        ("id_rsa", b"anything"),
        ("keys/server.pem", b"-----BEGIN RSA PRIVATE KEY-----\n" + b"MIIEow5KQd9fKz2L8xNq7RtVw3Yz" * 4),
        ("server.key", b"\x30\x82"),
        ("credentials.json", b"{}"),
        ("kaggle.json", b"{}"),
        ("prod.env", b"A=1"),
        ("terraform.tfstate", b"{}"),
        (".well-known/token.json", b"{}"),
        ("data.csv", b"\xff\xfe" + f"key={make_token('a')}".encode("utf-16-le")),
        ("data.json.gz", gzip.compress(f'{{"a": "{make_token("a")}"}}'.encode(), mtime=0)),
        ("café.txt", f"é {make_token('a')}".encode("latin-1")),
        ("a.png", base64.b64decode(make_png(make_token("a")))),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_keys_and_passwords_are_errors_of_every_build(blog_folder: Path, told: Told, name: str, data: bytes) -> None:
    """By the name of the file or by what is in it, also when nothing has changed; nothing is published."""
    put(blog_folder, name, data)
    for command in (("convert",), ("convert",), ("check",), ("publish", "--to", blog_folder.parent / "public")):
        status, printed = told(*command)
        assert status == 1, command
        assert f"static/{name}" in printed
        assert make_token("a") not in printed
    assert not (blog_folder.parent / "public").exists()
    (blog_folder / "static" / name).unlink()
    assert told("convert")[0] == 0
    assert name not in tree(blog_folder / "_site")


@pytest.mark.parametrize(
    ("name", "data"),
    [
        ("ca.pem", b"-----BEGIN CERTIFICATE-----\nMIIB\n"),
        ("talk.key", b"PK\x03\x04rest"),
        ("ann.gpg", b"\x99\x02\x0d\x04"),
        ("ann.asc", b"-----BEGIN PGP PUBLIC KEY BLOCK-----\n\nmQ\n"),
        ("keyboard.json", b"{}"),
        ("tokens.css", b"a {}"),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_public_keys_and_what_only_sounds_like_one(blog_folder: Path, name: str, data: bytes) -> None:
    """They are meant to be published."""
    put(blog_folder, name, data)
    assert findings(blog_folder) == []
    assert tree(blog_folder / "_site")[name] == data


def test_what_rules_would_replace_is_told(blog_folder: Path, told: Told) -> None:
    """The files are copied as they are."""
    (blog_folder / "blogtools.toml").write_text("[redact]\nKestrel = 'x'\n")
    put(blog_folder, "a.js", b"// by Kestrel")
    put(blog_folder, "Kestrel.bin", b"\0")
    for command in ("convert", "check"):
        printed = told(command)[1]
        assert printed.count("is published as it is, though the rules in `redact` would replace something in it") == 2
