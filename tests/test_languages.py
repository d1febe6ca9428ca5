"""Languages of blogs and posts: tags in their usual spelling, direction, and where readers and programs see them."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from blogtools import read_post
from blogtools.build.pipeline import convert
from blogtools.config import find_blog
from blogtools.errors import SettingsError
from blogtools.languages import language_tag, text_direction
from tests.conftest import WriteNotebook


@pytest.mark.parametrize(
    ("given", "tag"),
    [
        ("en", "en"),
        ("en_US", "en-US"),
        ("EN-us", "en-US"),
        ("en_US.UTF-8", "en-US"),
        ("sr_RS@latin", "sr-RS"),
        ("zh_hans_cn", "zh-Hans-CN"),
        ("az-arab", "az-Arab"),
        ("es-419", "es-419"),
        ("de-DE-1996", "de-DE-1996"),
        ("sl-rozaj-biske", "sl-rozaj-biske"),
        ("en-u-ca-Buddhist", "en-u-ca-buddhist"),
        ("de-CH-x-Phonebk", "de-CH-x-phonebk"),
        ("x-whatever", "x-whatever"),
        ("i-klingon", "i-klingon"),
        ("ckb", "ckb"),
        ("zh-yue", "zh-yue"),
        *(
            (nonsense, "")
            for nonsense in ("english", "xx", "jp", "e", "en--US", "en US", "python", "", "de-", "<en>", "中文")
        ),
    ],
)
def test_a_tag_has_one_spelling(given: str, tag: str) -> None:
    """What is no tag has none; a spelling in use stays."""
    assert tag == language_tag(given)
    assert tag == language_tag(tag)


@pytest.mark.parametrize(
    ("direction", "tags"),
    [
        ("rtl", "ar he fa ur dv ps sd ug yi ckb nqo syr arc iw ks az-Arab pa-PK uz-AF ku-Arab ar-EG ff-Adlm en-Hebr"),
        ("ltr", "en zh-Hans az az-Latn ku pa pa-Guru ar-Latn sd-Deva ks-Deva ug-Cyrl uz tr x-ar hi ja"),
    ],
)
def test_direction_is_that_of_the_script(direction: str, tags: str) -> None:
    """The one that is named, else the language's usual one."""
    assert dict.fromkeys(tags.split(), direction) == {tag: text_direction(tag) for tag in tags.split()}


def write_post(write: WriteNotebook, folder: Path, name: str, language: Any) -> None:
    """Write a post, with a language of its own unless that is None."""
    front = "" if language is None else f"lang: {language}\n"
    write(folder / f"notebooks/{name}.ipynb", ("raw", f"---\ntitle: {name}\ndate: 2026-01-01\n{front}---"), "Words.")


def test_pages_lists_and_feeds_say_language_and_direction(blog_folder: Path, write_notebook: WriteNotebook) -> None:
    """Each its own; a list marks the posts that differ from it."""
    settings = 'language = "en_US"\nbase_url = "https://example.org"\n'
    (blog_folder / "blogtools.toml").write_text(settings)
    for name, language in (("own", None), ("same", "en-us"), ("arabic", "ar_EG"), ("norwegian", "no")):
        write_post(write_notebook, blog_folder, name, language)
    report = convert(find_blog(blog_folder))
    assert ((), ()) == (report.errors, report.findings)

    def read(path: str) -> str:
        return (blog_folder / "_site" / path).read_text()

    for page in ("index.html", "own/index.html", "same/index.html"):
        assert '<html lang="en-US">' in read(page)
    assert '<html lang="ar-EG" dir="rtl">' in read("arabic/index.html")
    assert '<html lang="no">' in read("norwegian/index.html")
    assert '<meta property="og:locale" content="ar_EG">' in read("arabic/index.html")
    assert '"inLanguage":"ar-EG"' in read("arabic/index.html")
    index = read("index.html")
    assert '<article class="post-card" lang="ar-EG" dir="rtl">' in index
    assert '<article class="post-card" lang="no" dir="ltr">' in index
    assert 2 == index.count('<article class="post-card">')
    archive = read("archive/2026/index.html")
    assert '<a href="../../arabic/" lang="ar-EG" dir="rtl">arabic</a>' in archive
    assert '<a href="../../same/">same</a>' in archive
    feed = read("feed.xml")
    assert 'xml:lang="en-US">' in feed
    assert '<entry xml:lang="ar-EG">' in feed
    assert '&lt;div dir="rtl" lang="ar-EG"&gt;' in feed
    items = {item["title"]: item.get("language") for item in json.loads(read("feed.json"))["items"]}
    assert {"own": None, "same": None, "arabic": "ar-EG", "norwegian": "no"} == items


def test_a_whole_blog_may_be_written_from_right_to_left(blog_folder: Path, write_notebook: WriteNotebook) -> None:
    """And a post in it be written the other way."""
    (blog_folder / "blogtools.toml").write_text('language = "fa"\n')
    write_post(write_notebook, blog_folder, "own", None)
    write_post(write_notebook, blog_folder, "english", "en")
    convert(find_blog(blog_folder))
    site = blog_folder / "_site"
    for page in ("index.html", "own/index.html", "404.html", "archive/index.html"):
        assert '<html lang="fa" dir="rtl">' in (site / page).read_text()
    assert '<html lang="en">' in (site / "english/index.html").read_text()
    assert '<article class="post-card" lang="en" dir="ltr">' in (site / "index.html").read_text()


def test_what_is_no_language_is_reported(blog_folder: Path, write_notebook: WriteNotebook) -> None:
    """The post has the blog's language instead; settings have to be mended."""
    write_post(write_notebook, blog_folder, "a", "english")
    post = read_post(blog_folder / "notebooks/a.ipynb")
    assert post.front.language is None
    (finding,) = post.findings
    assert str(finding).endswith(
        'cell 1, line 4: lang: expected a language tag such as en or pt-BR, found "english"; left out'
    )
    (blog_folder / "blogtools.toml").write_text('language = "english"\n')
    with pytest.raises(SettingsError, match=r"^blogtools\.toml: `language` must be a language tag such as en or pt-BR"):
        find_blog(blog_folder)
