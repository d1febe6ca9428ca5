"""Whatever an author does between publishing and publishing, every address that readers had still answers."""

from __future__ import annotations

import copy
import json
import re
import subprocess
import tempfile
from pathlib import Path
from urllib.parse import unquote

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from blogtools.build.pipeline import Options, convert
from blogtools.config import find_blog
from blogtools.errors import PublishError, RemovedUrlError
from blogtools.permalinks.registry_file import REGISTRY_FILE, SITE_RECORD
from blogtools.publish import publish
from blogtools.publish.branch import open_branch
from blogtools.publish.folder import Folder
from tests.conftest import make_notebook

KINDS = ["edit", "rename", "retitle", "both", "slug", "case", "heading", "cut", "tag", "delete", "draft", "add"]
SETTINGS = ["permalink", "convert", "lose", "forget"]
ACTION = st.tuples(st.sampled_from([*KINDS, *SETTINGS, "publish", "publish", "publish"]), st.integers(0, 9))
STUB = re.compile(r'http-equiv="refresh" content="0; url=([^"]+)"')
IDS = re.compile(r'<h[1-6] id="([^"]+)"|<span id="([^"]+)"></span>')


class Author:
    """Somebody with a blog, which is published to a branch and to a folder."""

    def __init__(self, root: Path) -> None:
        self.root = root
        self.blog = root / "blog"
        self.blog.mkdir()
        self.posts: dict[str, dict[str, object]] = {}
        self.count = 0
        self.permalink = ""
        self.had: dict[str, dict[str, set[str]]] = {"branch": {}, "folder": {}}
        """Of each place, every page that was ever published there, and the anchors it had."""
        for line in (
            ["git", "init", "--quiet"],
            ["git", "config", "user.name", "Ada"],
            ["git", "config", "user.email", "ada@example.org"],
        ):
            subprocess.run(line, cwd=self.blog, check=True)
        for _ in range(3):
            self.act("add", 0)

    def act(self, kind: str, number: int) -> None:
        """Do one thing to one of the posts, or to the blog."""
        self.count += 1
        if kind == "add" or not self.posts:
            texts = [f"Words {self.count} of {word}." for word in ("rain", "snow", "sun")]
            heads = [f"Part {self.count} a", f"Part {self.count} b"]
            self.posts[f"post-{self.count}"] = {"title": f"Post {self.count}", "texts": texts, "heads": heads}
            return
        name = sorted(self.posts)[number % len(self.posts)]
        post = self.posts[name]
        if kind == "edit":
            post["texts"][number % 3] = f"Other words {self.count}."  # type: ignore[index]
        if kind in ("rename", "both"):
            self.posts[f"post-{self.count}"] = self.posts.pop(name)
        if kind in ("retitle", "both"):
            post["title"] = f"Title {self.count}"
        if kind == "slug":
            post["slug"] = f"slug-{number}-{self.count}"
        if kind == "case":
            slug = str(post.get("slug", name))
            post["slug"] = slug.upper() if slug.islower() else slug.lower()
        if kind == "heading" and post["heads"]:
            post["heads"][number % len(post["heads"])] = f"Heading {self.count}"  # type: ignore[index, arg-type]
        if kind == "cut" and post["heads"]:
            post["heads"].pop(number % len(post["heads"]))  # type: ignore[attr-defined, arg-type]
        if kind == "tag":
            post["tags"] = [f"Tag {number % 3}"]
        if kind == "draft":
            post["draft"] = not post.get("draft")
        if kind == "delete":
            del self.posts[name]
        if kind == "permalink":
            self.permalink = "" if self.permalink else "/p/{slug}/"
        if kind in ("lose", "forget"):
            (self.blog / REGISTRY_FILE).unlink(missing_ok=True)
        if kind == "forget":
            (self.root / "public" / SITE_RECORD).unlink(missing_ok=True)

    def write(self) -> None:
        """Write the notebooks and the settings."""
        notebooks = self.blog / "notebooks"
        notebooks.mkdir(exist_ok=True)
        for path in notebooks.iterdir():
            path.unlink()
        for name, post in self.posts.items():
            front = {key: post[key] for key in ("title", "slug", "tags", "draft") if key in post}
            heads = [f"## {head}" for head in post["heads"]]  # type: ignore[attr-defined]
            cells = ("raw", f"---\n{json.dumps(front)}\n---"), *post["texts"], *heads  # type: ignore[misc]
            (notebooks / f"{name}.ipynb").write_text(json.dumps(make_notebook(*cells)))
        pattern = f'permalink = "{self.permalink}"\n' if self.permalink else ""
        (self.blog / "blogtools.toml").write_text(f'base_url = "https://example.org/b/"\n{pattern}')

    def convert(self) -> None:
        """Try the blog under addresses that are for nobody."""
        (self.blog / "blogtools.toml").write_text('permalink = "/trial/{slug}/"\n')
        convert(find_blog(self.blog), (), Options(output=self.root / "trial", workers=1, allow_removed_urls=True))
        self.write()

    def publish(self, place: str) -> bool:
        """Publish the blog; return False if that was refused, and nothing changed."""
        blog = find_blog(self.blog)
        before = self.site(place)
        target = (
            Folder(self.root / "public") if place == "folder" else open_branch(blog, "gh-pages", "origin", push=False)
        )
        try:
            report = publish(blog, target, workers=1).report
        except (RemovedUrlError, PublishError) as error:
            assert isinstance(error, RemovedUrlError) or "nothing was published" in str(error)
            assert before == self.site(place)
            return False
        assert 0 == report.exit_status()
        # Uppercase slugs are warned of; one is tried here.
        assert {"slug"} >= {finding.slug for finding in report.findings}
        return True

    def site(self, place: str) -> dict[str, str]:
        """Return the HTML pages that stand in a place."""
        if place == "folder":
            return {
                path.relative_to(self.root / "public").as_posix(): path.read_text()
                for path in (self.root / "public").rglob("*.html")
            }
        git = ["git", "archive", "gh-pages"]
        done = subprocess.run(git, cwd=self.blog, capture_output=True, check=False)
        if done.returncode:
            return {}
        with tempfile.TemporaryDirectory() as folder:
            subprocess.run(["tar", "x", "-C", folder], input=done.stdout, check=True)
            return {path.relative_to(folder).as_posix(): path.read_text() for path in Path(folder).rglob("*.html")}

    def check(self, place: str) -> None:
        """Check that all answers that ever answered in a place, and that nothing there came from a trial."""
        pages = self.site(place)
        for path, anchors in self.had[place].items():
            stub = STUB.search(pages[path])
            target = path
            if stub:
                joined = Path("/", path).parent / unquote(stub[1])
                parts: list[str] = []
                for part in joined.parts[1:]:
                    parts = parts[:-1] if part == ".." else [*parts, part]
                target = "/".join([*parts, "index.html"])
                assert not STUB.search(pages[target]), "a chain"
            lists = ("index.html", "tags/", "archive/")
            if not target.startswith(lists):
                assert anchors <= ids(pages[target]), f"{path} lost anchors"
        for path, text in pages.items():
            self.had[place].setdefault(path, set()).update(set() if STUB.search(text) else ids(text))
        record = (self.blog / REGISTRY_FILE).read_text()
        assert "trial" not in record
        assert not any("trial/" in path for path in pages)
        drafts = [str(post["title"]) for post in self.posts.values() if post.get("draft")]
        assert not any(f'"{title}"' in record for title in drafts)


def ids(text: str) -> set[str]:
    """Return the anchors of headings on a page."""
    return {one or other for one, other in IDS.findall(text)}


@pytest.mark.parametrize("places", [["branch"], ["folder"], ["branch", "folder"]], ids=["branch", "folder", "both"])
@settings(max_examples=8, suppress_health_check=[HealthCheck.too_slow])
@given(history=st.lists(ACTION, min_size=4, max_size=14))
def test_every_address_that_was_published_answers(places: list[str], history: list[tuple[str, int]]) -> None:
    """Or nothing is published and that is said; what was only tried is promised nowhere."""
    with tempfile.TemporaryDirectory() as folder:
        author = Author(Path(folder))
        published = copy.deepcopy(author.posts)
        for kind, number in [("publish", 0), *history, ("publish", 0), ("publish", 1)]:
            if kind == "publish":
                author.write()
                place = places[number % len(places)]
                if author.publish(place):
                    author.check(place)
                    published = copy.deepcopy(author.posts)
                else:
                    author.posts = copy.deepcopy(published)
            elif kind == "convert":
                author.write()
                author.convert()
            else:
                author.act(kind, number)
