"""Two terms never become one, and every post stands once in each archive."""

from __future__ import annotations

import datetime as dt
import random
import re
import unicodedata
from collections import Counter, defaultdict
from pathlib import Path

import pytest

from blogtools.build.pipeline import Options, convert
from blogtools.config import find_blog
from blogtools.model import Summary
from blogtools.read.fields import TAXONOMIES, terms_of
from blogtools.render.terms import assign_slugs, term_key, term_slug
from blogtools.site.archive import by_month, by_year, dated_items
from blogtools.site.listings import slugs_of_terms, term_listings
from tests.conftest import WriteNotebook, tree

SCRIPTS = {
    "Latin": "abcdefgéèêüñøßıİŁ",
    "Greek": "αβγδεέήίςσ",
    "Cyrillic": "абвгдеёжйИ",
    "Han": "李伟薇偉王五北京",
    "Kana": "カがガパひﾊﾟ",
    "Hangul": "한글서울각ㄱ",
    "Arabic": "ابتثجحخدةه",
    "Hebrew": "אבגדהוזח",
    "Devanagari": "कखगघीुन",
    "Symbols": "+#.*&/℃ℝ²🐍☕-_ ",
}
ZONES = ("UTC", "Asia/Tokyo", "America/Sao_Paulo", "Pacific/Apia", "Europe/Berlin")
SEEDS = range(200)


def same(term: str) -> str:
    """Unicode normalization, case folding and spaces: what alone may make two spellings one term."""
    return " ".join(unicodedata.normalize("NFC", unicodedata.normalize("NFD", term).casefold()).split())


def random_terms(chance: random.Random) -> list[str]:
    """Make terms of one or several scripts, and spellings of them that mean the same, or nearly so."""
    terms = ["C", "C++", "C#", "c 2", "Li Wei", "李伟", "李薇"]
    for _ in range(chance.randint(5, 40)):
        letters = "".join(chance.sample(list(SCRIPTS.values()), chance.randint(1, 2)))
        term = "".join(chance.choices(letters, k=chance.randint(1, 4))).strip() or "x"
        terms.append(term)
        other = chance.choice((str.upper, str.lower, str.title, lambda text: f"{text} 2", lambda text: text * 150))
        terms.append(other(term))
        terms.append(unicodedata.normalize(chance.choice(("NFC", "NFD", "NFKC", "NFKD")), term).strip() or "y")
    return terms


def random_posts(seed: int) -> tuple[list[Summary], str]:
    """Make posts with random terms and moments, many of them around the turn of a year, and a time zone."""
    chance = random.Random(seed)  # noqa: S311 - no secret
    terms = random_terms(chance)
    posts = []
    for number in range(chance.randint(2, 30)):
        moment = dt.datetime(chance.choice((1, 1999, 2025, 9998)), 12, 31) + dt.timedelta(  # noqa: DTZ001 - some have none
            minutes=chance.randrange(-900, 2400)
        )
        zone = chance.choice((None, dt.UTC, *(dt.timezone(dt.timedelta(hours=hours)) for hours in (-12, -5, 9, 14))))
        date = chance.choice((moment.date(), moment.replace(tzinfo=zone), moment.replace(tzinfo=zone)))
        some = [tuple(chance.choices(terms, k=chance.randint(0, 4))) for _ in range(3)]
        posts.append(
            Summary(
                f"notebooks/{number}.ipynb",
                str(number),
                f"Post {number}",
                f"{number}/index.html",
                date=date.isoformat(),
                tags=some[0],
                categories=some[1],
                authors=some[2],
                series=chance.choice((None, chance.choice(terms))),
            )
        )
    return posts, chance.choice(ZONES)


@pytest.mark.parametrize("seed", SEEDS)
def test_no_two_terms_share_a_list(seed: int) -> None:
    """In any script: a list has all posts with its term and no others, at an address of its own."""
    posts, zone = random_posts(seed)
    slugs = slugs_of_terms(posts, zone, {})
    for taxonomy in TAXONOMIES:
        wanted: defaultdict[str, set[str]] = defaultdict(set)
        for post in posts:
            for term in terms_of(post, taxonomy.folder):
                wanted[same(term)].add(post.source)
        listings = term_listings(taxonomy, posts, slugs)
        assert {same(one.name): {post.source for post in one.posts} for one in listings} == wanted
        assert all(len(one.posts) == len({post.source for post in one.posts}) for one in listings)
        folders = [one.folder.casefold() for one in listings]
        assert len({*folders}) == len(folders) == len(wanted)
        assert all(len(part) <= 255 for folder in folders for part in folder.split("/"))
        assert all(re.fullmatch(r"[a-z]+/[a-z0-9-]+/", folder) for folder in folders)


@pytest.mark.parametrize("seed", SEEDS)
def test_every_post_stands_once_in_the_archive(seed: int) -> None:
    """Each year and each month is one group, newest first, wherever the blog and its authors are."""
    posts, zone = random_posts(seed)
    years = by_year(dated_items(posts, zone))
    months = [(year, month, group) for year, items in years for month, group in by_month(items)]
    assert [(year, month) for year, month, _ in months] == sorted({(y, m) for y, m, _ in months}, reverse=True)
    assert Counter(item.source for _, _, group in months for item in group) == Counter(post.source for post in posts)
    days = [item.day for _, _, group in months for item in group]
    assert days == sorted(days, reverse=True)


def test_the_spelling_of_a_term_is_no_matter() -> None:
    """Case, spaces and the composition of accents; but a letter that looks different is another one."""
    for one, other in (("Machine  Learning ", "machine learning"), ("Café", "cafe\u0301"), ("STRASSE", "Straße")):
        assert term_key(one) == term_key(other)
    for one, other in (("R", "ℝ"), ("m²", "m2"), ("Cafe", "Café"), ("C", "C++"), ("李伟", "李薇"), ("a-b", "a b")):
        assert term_key(one) != term_key(other)


@pytest.mark.parametrize(
    ("term", "slug"),
    [
        pytest.param("Machine Learning", "machine-learning", id="words"),
        pytest.param("C++", "cpp", id="C++"),
        pytest.param("C++17", "cpp17", id="C++17"),
        pytest.param("C#", "c-sharp", id="C sharp"),
        pytest.param("F# tips", "f-sharp-tips", id="F sharp"),
        pytest.param(".NET", "dotnet", id=".NET"),
        pytest.param("ASP.NET", "asp-net", id="ASP.NET"),
        pytest.param("A*", "a-star", id="A star"),
        pytest.param("Google+", "google-plus", id="plus"),
        pytest.param("#python", "python", id="a hashtag"),
        pytest.param("Ångström", "angstrom", id="accents"),
        pytest.param("李伟", "li-wei", id="Chinese"),
        pytest.param("☕", "post-3775660f", id="nothing to spell"),
    ],
)
def test_the_slug_of_a_term_can_be_read(term: str, slug: str) -> None:
    """Names that differ only in a mark have slugs that name it."""
    assert term_slug(term_key(term)) == slug


def test_equal_slugs_are_numbered_by_age() -> None:
    """A new term leaves the older ones theirs, and one whose own slug ends in a number, too."""
    assert assign_slugs({"li wei": 3, "李伟": 1, "李薇": 2, "li wei 2": 9}, {}) == {
        "li wei": "li-wei-4",
        "li wei 2": "li-wei-2",
        "李伟": "li-wei",
        "李薇": "li-wei-3",
    }


def test_published_slugs_stay() -> None:
    """Also those of terms that are gone: what was theirs leads to no other term's list."""
    published = {"李薇": "li-wei", "gone": "c", "c++": "c-plus-plus"}
    assert assign_slugs({"李伟": 1, "李薇": 2, "c": 3, "c++": 4}, published) == {
        "c": "c-2",
        "c++": "c-plus-plus",
        "李伟": "li-wei-2",
        "李薇": "li-wei",
    }


def write_post(write_notebook: WriteNotebook, folder: Path, name: str, **front: object) -> None:
    """Write a notebook whose front matter is `front`."""
    lines = "".join(f"{key}: {value}\n" for key, value in front.items())
    write_notebook(folder / f"notebooks/{name}.ipynb", ("raw", f"---\n{lines}---"), "Text.")


def test_posts_link_to_the_lists_of_their_own_terms(blog_folder: Path, write_notebook: WriteNotebook) -> None:
    """Whatever has one slug by itself; a build from the last one equals a clean one, when an older term appears too."""
    (blog_folder / "blogtools.toml").write_text("search = false\n")
    for number, name in enumerate(("C", "ℂ", "C++", "C#", "Ç"), 1):
        front = {"tags": f"['{name}']", "series": f"'{name}'", "authors": f"['{name}']"}
        write_post(write_notebook, blog_folder, f"p{number}", date=f"2026-01-0{number}", **front)
    convert(find_blog(blog_folder))

    def lists(post: str) -> list[str]:
        html = (blog_folder / f"_site/{post}/index.html").read_text()
        return re.findall(r'href="\.\./((?:tags|authors|series)/[^"]+)"', html)

    folders = {f"p{number}": slug for number, slug in enumerate(("c", "c-2", "cpp", "c-sharp", "c-3"), 1)}
    for post, slug in folders.items():
        assert {*lists(post)} == {f"tags/{slug}/", f"series/{slug}/", f"authors/{slug}/"}
        for folder in ("tags", "series", "authors"):
            html = (blog_folder / f"_site/{folder}/{slug}/index.html").read_text()
            assert re.findall(r'<h3><a href="\.\./\.\./(p\d)/">', html) == [post]
    write_post(write_notebook, blog_folder, "p0", date="2025-12-31", tags="[Ĉ]")
    report = convert(find_blog(blog_folder))
    assert {*lists("p0"), *lists("p1")} >= {"tags/c/", "tags/c-2/"}
    assert {name: why for name, why in report.explained.items() if why != "unchanged"} == {
        "notebooks/p0.ipynb": "built: new",
        **{f"notebooks/p{number}.ipynb": "built: a list that it links to has another address" for number in (1, 2, 5)},
    }
    convert(find_blog(blog_folder), options=Options(output=blog_folder / "clean", cache=False))
    assert tree(blog_folder / "_site") == tree(blog_folder / "clean")
    assert not convert(find_blog(blog_folder)).built


def test_a_build_of_one_post_leaves_no_page_behind(blog_folder: Path, write_notebook: WriteNotebook) -> None:
    """If it gives another term's list another address, the next whole build brings the other pages up to date."""
    write_post(write_notebook, blog_folder, "p1", date="2026-01-01", tags="[Ç]")
    convert(find_blog(blog_folder))
    write_post(write_notebook, blog_folder, "p0", date="2025-12-31", tags="[C]")
    convert(find_blog(blog_folder), [blog_folder / "notebooks/p0.ipynb"])
    convert(find_blog(blog_folder))
    convert(find_blog(blog_folder), options=Options(output=blog_folder / "clean", cache=False))
    assert tree(blog_folder / "_site") == tree(blog_folder / "clean")


def test_the_archive_is_in_the_time_zone_of_the_blog(blog_folder: Path, write_notebook: WriteNotebook) -> None:
    """Posts around the turn of the year, written in other zones, stand in the year that the blog had then."""
    (blog_folder / "blogtools.toml").write_text('timezone = "Europe/Berlin"\n')
    write_post(write_notebook, blog_folder, "tokyo", title="Tokyo", date="2026-01-01T01:00:00+09:00")
    write_post(write_notebook, blog_folder, "berlin", title="Berlin", date="2025-12-31 20:00")
    write_post(write_notebook, blog_folder, "lima", title="Lima", date="2025-12-31T19:30:00-05:00")
    convert(find_blog(blog_folder))

    def names(path: str) -> list[str]:
        return re.findall(r">(Tokyo|Berlin|Lima|20\d\d)</", (blog_folder / "_site" / path).read_text())

    assert names("index.html") == ["2026", "Lima", "2025", "Berlin", "Tokyo"]
    assert names("archive/index.html") == ["2026", "2025"]
    assert [name for name in names("archive/2026/index.html") if name.isalpha()] == ["Lima"]
    assert [name for name in names("archive/2025/index.html") if name.isalpha()] == ["Berlin", "Tokyo"]


def test_index_has_the_name_of_its_folder(blog_folder: Path, write_notebook: WriteNotebook) -> None:
    """With a date before it, as folders of posts have; `README` too, and the title where there is no other."""
    for name in ("a/index", "b/Index", "c/README", "2026-03-01-dated/index", "a/plain"):
        write_post(write_notebook, blog_folder, name)
    report = convert(find_blog(blog_folder))
    assert {one.source: one.page for one in report.built} == {
        "notebooks/a/index.ipynb": "a/index.html",
        "notebooks/b/Index.ipynb": "b/index.html",
        "notebooks/c/README.ipynb": "c/index.html",
        "notebooks/2026-03-01-dated/index.ipynb": "dated/index.html",
        "notebooks/a/plain.ipynb": "plain/index.html",
    }
    assert "<h1>c</h1>" in (blog_folder / "_site/c/index.html").read_text()
    assert 'datetime="2026-03-01"' in (blog_folder / "_site/dated/index.html").read_text()
