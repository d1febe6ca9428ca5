"""What search engines, other sites and browsers read: pictures of links, JSON-LD, icons, files as they are."""

from __future__ import annotations

import io
import json
import re
from pathlib import Path
from typing import Any

import pytest
from PIL import Image

from blogtools.build.pipeline import Options, convert
from blogtools.config import find_blog
from blogtools.render.targets import SINGLE_FILE, TARGETS
from tests.conftest import WriteNotebook, tree

HOME = 'title = "Test"\nbase_url = "https://example.org/blog"\nauthor = "Ada"\n'
PNG = io.BytesIO()
Image.new("RGB", (40, 30), "red").save(PNG, "png")


def post(write_notebook: WriteNotebook, folder: Path, name: str = "a", text: str = "Words.", **fields: Any) -> None:
    """Write a post with metadata."""
    lines = "\n".join(f"{key}: {json.dumps(value)}" for key, value in fields.items())
    write_notebook(folder / f"notebooks/{name}.ipynb", ("raw", f"---\n{lines}\n---"), text)


def meta(folder: Path, page: str = "a/index.html") -> dict[str, str]:
    """The page's `<meta>`, by property or name."""
    html = (folder / "_site" / page).read_text()
    return dict(re.findall(r'<meta (?:property|name)="([^"]+)" content="([^"]*)"', html))


def structured(folder: Path, page: str = "a/index.html") -> dict[str, Any]:
    """The page's JSON-LD."""
    (data,) = re.findall(r'<script type="application/ld\+json">(.*?)</script>', (folder / "_site" / page).read_text())
    return dict(json.loads(data))


@pytest.fixture
def blog(blog_folder: Path) -> Path:
    """A blog whose address is known."""
    (blog_folder / "blogtools.toml").write_text(HOME)
    return blog_folder


def test_a_post_without_a_picture_gets_a_card(blog: Path, write_notebook: WriteNotebook) -> None:
    """Drawn once, and again when it says something else; the one before goes."""
    post(write_notebook, blog, title="Rain", date="2026-01-02")
    convert(find_blog(blog))
    told = meta(blog)
    (card,) = (blog / "_site/assets").glob("card-*.png")
    assert f"https://example.org/blog/assets/{card.name}" == told["og:image"]
    assert ("1200", "630", "summary_large_image", "Rain") == tuple(
        told[name] for name in ("og:image:width", "og:image:height", "twitter:card", "og:image:alt")
    )
    with Image.open(card) as drawing:
        assert (1200, 630) == drawing.size
    drawn = card.stat().st_mtime_ns
    post(write_notebook, blog, text="Other words.", title="Rain", date="2026-01-02")
    convert(find_blog(blog))
    assert drawn == card.stat().st_mtime_ns
    post(write_notebook, blog, title="Snow", date="2026-01-02")
    convert(find_blog(blog))
    (other,) = (blog / "_site/assets").glob("card-*.png")
    assert other.name != card.name


@pytest.mark.parametrize(
    ("settings", "fields", "options"),
    [
        pytest.param('title = "Test"\n', {}, Options(), id="no address"),
        pytest.param(f"{HOME}cards = false\n", {}, Options(), id="not wanted"),
        pytest.param(HOME, {"draft": True}, Options(drafts=True), id="a draft"),
        pytest.param(HOME, {"image": "https://example.org/x.png"}, Options(), id="a picture of its own"),
        pytest.param(HOME, {}, Options(SINGLE_FILE), id="a single file"),
    ],
)
def test_where_no_card_is_drawn(
    blog: Path, write_notebook: WriteNotebook, settings: str, fields: dict[str, Any], options: Options
) -> None:
    """Nobody would see it."""
    (blog / "blogtools.toml").write_text(settings)
    post(write_notebook, blog, title="Rain", **fields)
    convert(find_blog(blog), options=options)
    assert [] == list((blog / "_site").rglob("card-*"))
    if options.target != SINGLE_FILE:
        assert fields.get("image") == meta(blog).get("og:image")


def test_a_picture_beside_the_notebook_is_published_with_the_post(blog: Path, write_notebook: WriteNotebook) -> None:
    """Whole address and size; a change of it is seen; in Markdown too, where the generator finds it."""
    (blog / "notebooks/rain.png").write_bytes(PNG.getvalue())
    post(write_notebook, blog, title="Rain", image="rain.png")
    convert(find_blog(blog))
    told = meta(blog)
    (picture,) = (blog / "_site/a").glob("*.png")
    assert (f"https://example.org/blog/a/{picture.name}", "40", "30") == (
        told["og:image"],
        told["og:image:width"],
        told["og:image:height"],
    )
    assert told["og:image"] == structured(blog)["image"]
    assert () == convert(find_blog(blog)).built
    Image.new("RGB", (50, 30), "blue").save(blog / "notebooks/rain.png")
    assert ["rain.png, which it shows, changed"] == [page.reason for page in convert(find_blog(blog)).built]
    assert "50" == meta(blog)["og:image:width"]
    for target, wanted in (("hugo", "images:\n- {}"), ("jekyll", "image: /assets/posts/a/{}")):
        out = blog / target
        convert(find_blog(blog), options=Options(TARGETS[target], out))
        (file,) = out.rglob("*.png")
        (page,) = out.rglob("*.md")
        assert wanted.format(file.name) in page.read_text()


def test_a_picture_that_is_missing_is_a_finding(blog: Path, write_notebook: WriteNotebook) -> None:
    """The post gets a card, and is built again when the file comes."""
    post(write_notebook, blog, title="Rain", image="rain.png")
    report = convert(find_blog(blog))
    assert [
        "notebooks/a.ipynb: image: rain.png was not found"
        " (files must lie inside the blog, at a path relative to the notebook)"
    ] == [str(finding) for finding in report.findings]
    assert "/assets/card-" in meta(blog)["og:image"]
    (blog / "notebooks/rain.png").write_bytes(PNG.getvalue())
    convert(find_blog(blog))
    assert "/a/" in meta(blog)["og:image"]


def test_json_ld_says_who_wrote_what_when(blog: Path, write_notebook: WriteNotebook) -> None:
    """By the words of schema.org; nothing in a text can end the script that it stands in."""
    title = 'Rain </script><script>alert("x")</script> & <!-- snow'
    post(
        write_notebook, blog, title=title, date="2026-01-02", updated="2026-02-03", authors=["Bo"], tags=["a", "b"],
        categories=["b"],
    )  # fmt: skip
    convert(find_blog(blog))
    assert 1 == (blog / "_site/a/index.html").read_text().count("application/ld+json")
    assert {
        "@context": "https://schema.org",
        "@type": "BlogPosting",
        "headline": title,
        "url": "https://example.org/blog/a/",
        "datePublished": "2026-01-02",
        "dateModified": "2026-02-03",
        "author": [{"@type": "Person", "name": "Bo"}],
        "keywords": ["b", "a"],
        "inLanguage": "en",
        "isPartOf": {"@type": "Blog", "name": "Test", "url": "https://example.org/blog/"},
    }.items() <= structured(blog).items()
    assert {"@type": "Blog", "name": "Test"}.items() <= structured(blog, "index.html").items()


def test_the_icon_is_the_blogs_own_if_it_has_one(blog: Path, write_notebook: WriteNotebook) -> None:
    """Every page names it, so that no browser asks for one that is not there; a single file names none."""
    post(write_notebook, blog, title="Rain")
    convert(find_blog(blog))
    for page in ("a/index.html", "index.html"):
        (url,) = re.findall('<link rel="icon" href="([^"]+)"', (blog / "_site" / page).read_text())
        assert (blog / "_site" / page).parent.joinpath(url).is_file()
    (blog / "templates").mkdir()
    (blog / "templates/favicon.svg").write_text("<svg xmlns='http://www.w3.org/2000/svg'/>")
    convert(find_blog(blog))
    (icon,) = (blog / "_site/assets").glob("favicon.*.svg")
    assert "<svg xmlns='http://www.w3.org/2000/svg'/>" == icon.read_text()
    convert(find_blog(blog), options=Options(SINGLE_FILE, blog / "single"))
    assert '<link rel="icon" href="data:,">' in (blog / "single/a.html").read_text()


def test_files_of_the_folder_static_are_copied_as_they_are(blog: Path, write_notebook: WriteNotebook) -> None:
    """Followed when they change or go; hidden files stay where they are, but for those that are for readers."""
    post(write_notebook, blog, title="Rain")
    static = blog / "static"
    for name in ("img/a.bin", ".well-known/x", "robots.txt", ".secret", ".git/config", "CNAME"):
        (static / name).parent.mkdir(parents=True, exist_ok=True)
        (static / name).write_bytes(name.encode())
    (static / "out").symlink_to("/etc")
    (static / "hosts").symlink_to("/etc/hosts")
    report = convert(find_blog(blog))
    assert [
        f"static/{name}: is not copied: it is a symlink that leads out of the blog (copy the file itself)"
        for name in ("hosts", "out")
    ] == sorted(str(finding) for finding in report.findings)
    site = blog / "_site"
    found = tree(site)
    assert b"img/a.bin" == found["img/a.bin"]
    assert (b".well-known/x", b"robots.txt") == (found[".well-known/x"], found["robots.txt"])
    assert not {".secret", ".git/config", "hosts", "out/hosts"} & found.keys()
    copied = (site / "CNAME").stat().st_mtime_ns
    (static / "img/a.bin").unlink()
    (static / "robots.txt").write_bytes(b"other")
    convert(find_blog(blog))
    assert not (site / "img").exists()
    assert (b"other", copied) == ((site / "robots.txt").read_bytes(), (site / "CNAME").stat().st_mtime_ns)
    (static / "robots.txt").unlink()
    convert(find_blog(blog))
    assert (site / "robots.txt").read_text().startswith("User-agent: *")
    convert(find_blog(blog), options=Options(output=blog / "clean", cache=False))
    assert tree(blog / "clean") == tree(site)


def test_a_file_at_the_address_of_a_post_gives_way(blog: Path, write_notebook: WriteNotebook) -> None:
    """With a finding that names both."""
    post(write_notebook, blog, title="Rain")
    (blog / "static/a").mkdir(parents=True)
    (blog / "static/a/index.html").write_text("mine")
    report = convert(find_blog(blog))
    assert ["static/a/index.html: is not copied: a/index.html belongs to notebooks/a.ipynb (rename one of them)"] == [
        str(finding) for finding in report.findings
    ]
    assert "Rain" in (blog / "_site/a/index.html").read_text()


def test_llms_txt_lists_the_posts_where_it_is_wanted(blog: Path, write_notebook: WriteNotebook) -> None:
    """Drafts are no part of it, even where they are shown."""
    post(write_notebook, blog, title="Rain [and snow]", description="Wet.")
    post(write_notebook, blog, name="b", title="Secret", draft=True)
    convert(find_blog(blog), options=Options(drafts=True))
    assert not (blog / "_site/llms.txt").exists()
    (blog / "blogtools.toml").write_text(f"{HOME}llms_txt = true\n")
    convert(find_blog(blog), options=Options(drafts=True))
    assert ("# Test\n\n## Posts\n\n- [Rain \\[and snow\\]](https://example.org/blog/a/): Wet.\n") == (
        blog / "_site/llms.txt"
    ).read_text()


UNREADABLE = "is no picture that other sites show (use a PNG, JPEG, GIF or WebP file)"
MISSING = "was not found (files must lie inside the blog, at a path relative to the notebook)"
OUTSIDE = MISSING.replace("was not found", "is not published: it lies outside the blog")


@pytest.mark.parametrize(
    ("name", "data", "message"),
    [
        pytest.param("a.png", b"no picture", UNREADABLE, id="text"),
        pytest.param("a.png", b"", UNREADABLE, id="empty"),
        pytest.param("a.png", PNG.getvalue()[:12], UNREADABLE, id="cut off"),
        pytest.param("a.svg", b'<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"/>', UNREADABLE, id="svg"),
        pytest.param("../../a.png", PNG.getvalue(), OUTSIDE, id="outside"),
        pytest.param("attachment:a.png", None, MISSING, id="attachment"),
    ],
)
def test_a_picture_that_cannot_be_shown_is_told(
    blog: Path, write_notebook: WriteNotebook, name: str, data: bytes | None, message: str
) -> None:
    """Once, in one line; the post has a card instead."""
    post(write_notebook, blog, title="Rain", image=name)
    if data is not None:
        (blog / "notebooks" / name).write_bytes(data)
    assert [f"notebooks/a.ipynb: image: {name} {message}"] == [str(one) for one in convert(find_blog(blog)).findings]
    assert "/assets/card-" in meta(blog)["og:image"]
    assert ["index.html"] == [path.name for path in (blog / "_site/a").iterdir()]


@pytest.mark.parametrize(
    ("image", "url"),
    [
        pytest.param("//cdn.example.org/a.png", "https://cdn.example.org/a.png", id="without a scheme"),
        pytest.param("/img/é b.png", "https://example.org/blog/img/%C3%A9%20b.png", id="below the site's top"),
        pytest.param("/img/a%20b.png", "https://example.org/blog/img/a%20b.png", id="escaped already"),
    ],
)
def test_a_picture_elsewhere_has_a_whole_address(
    blog: Path, write_notebook: WriteNotebook, image: str, url: str
) -> None:
    """In the characters that addresses have."""
    (blog / "static/img").mkdir(parents=True)
    for name in ("é b.png", "a b.png"):
        (blog / "static/img" / name).write_bytes(PNG.getvalue())
    post(write_notebook, blog, title="Rain", image=image)
    assert () == convert(find_blog(blog)).findings
    assert url == meta(blog)["og:image"]


def test_times_have_a_zone(blog: Path, write_notebook: WriteNotebook) -> None:
    """That of the blog, where they name none."""
    (blog / "blogtools.toml").write_text(f'{HOME}timezone = "Europe/Paris"\n')
    post(write_notebook, blog, title="Rain", date="2026-01-02 08:00", updated="2026-01-03T08:00:00Z")
    convert(find_blog(blog))
    data = structured(blog)
    assert ("2026-01-02T08:00:00+01:00", "2026-01-03T08:00:00+00:00") == (data["datePublished"], data["dateModified"])


def test_every_post_is_one_line_of_llms_txt(blog: Path, write_notebook: WriteNotebook) -> None:
    """Whatever lines its texts had; brackets and backslashes stay what they are."""
    (blog / "blogtools.toml").write_text(f'{HOME}description = "Two\\nlines."\nllms_txt = true\n')
    post(write_notebook, blog, title="[x] \\ y", description="One\ntwo.")
    convert(find_blog(blog))
    assert (
        "# Test\n\n> Two lines.\n\n## Posts\n\n- [\\[x\\] \\\\ y](https://example.org/blog/a/): One two.\n"
        == (blog / "_site/llms.txt").read_text()
    )
