"""From build to build: whatever becomes of posts, what was their address leads to them."""

from __future__ import annotations

import msgspec
from hypothesis import event, given
from hypothesis import strategies as st

from blogtools.permalinks.registry import (
    Permalink,
    PermalinkRegistry,
    PublishedPost,
    feed_identity,
    redirects,
    removed_urls,
)
from blogtools.permalinks.renames import find_renames
from blogtools.permalinks.update import update_registry

NO_ANCHORS: dict[str, tuple[str, ...]] = {}


def build(registry: PermalinkRegistry, *seen: PublishedPost, keep: tuple[str, ...] = ()) -> PermalinkRegistry:
    """The ledger after a build that renders nothing."""
    return update_registry(registry, seen, find_renames(registry, seen, {}, keep), anchors=NO_ANCHORS, keep=keep)


def test_a_post_keeps_what_it_was_born_with() -> None:
    """Moved, renamed, retitled and dated anew, feeds know it by what it had first; home again, its pages swap."""
    registry = build(PermalinkRegistry(), PublishedPost("a.ipynb", "a", "A", "2024-01-01"))
    assert PermalinkRegistry(posts={"a.ipynb": Permalink("a", "A", "2024-01-01", "2024-01-01")}) == registry
    registry = build(registry, PublishedPost("a.ipynb", "b", "A", "2024-01-02"))
    registry = build(registry, PublishedPost("c.ipynb", "c", "A", "2024-01-02"))
    registry = build(registry, PublishedPost("c.ipynb", "c", "C", "2024-01-02"))
    moved = Permalink("c", "C", "2024-01-02", "2024-01-01", first_path="a", previous_paths=("a", "b"))
    assert {"c.ipynb": moved} == registry.posts
    registry = build(registry, PublishedPost("c.ipynb", "a", "C"))
    assert {"c.ipynb": Permalink("a", "C", None, "2024-01-01", previous_paths=("b", "c"))} == registry.posts
    assert ("2024-01-01", "a") == feed_identity(moved) == feed_identity(registry.posts["c.ipynb"])


def test_a_page_goes_to_the_post_that_lives_there_and_comes_back() -> None:
    """A post's old page may become that of another one; once that one is gone, it leads to the first again."""
    one = PublishedPost("one", "intro-2023", "One", "2023")
    registry = build(PermalinkRegistry(), msgspec.structs.replace(one, page="intro"))
    registry = build(registry, one, PublishedPost("two", "intro", "Two", "2024"))
    assert {} == redirects(registry)
    assert {"intro": "intro-2024"} == redirects(build(registry, one, PublishedPost("two", "intro-2024", "Two", "2024")))
    assert {"intro": "intro-2023"} == redirects(build(registry, one))


def test_a_new_post_never_has_the_feed_id_of_another_one() -> None:
    """Not even if it takes the page of one of the same day."""
    registry = build(PermalinkRegistry(), PublishedPost("one", "intro", "One", "2024"))
    for number, name in enumerate(("two", "three"), 2):
        moved = [PublishedPost(old, f"was-{old}", entry.title, entry.date) for old, entry in registry.posts.items()]
        registry = build(registry, *moved, PublishedPost(name, "intro", name, "2024"))
        assert ("2024", f"intro#{number}") == feed_identity(registry.posts[name])


def test_posts_that_are_gone_are_forgotten_but_not_those_that_failed() -> None:
    """Names that have to be kept and never were in the ledger make no entry."""
    both = build(PermalinkRegistry(), PublishedPost("a", "a", "A"), PublishedPost("b", "b", "B"))
    assert {"b": Permalink("b", "B")} == build(both, PublishedPost("b", "b", "B")).posts
    assert both == build(both, PublishedPost("b", "b", "B"), keep=("a",))


def test_a_post_that_was_renamed_and_broken_at_once_is_not_forgotten() -> None:
    """While a new notebook cannot be read, it may be any of those that are gone."""
    before = build(PermalinkRegistry(), PublishedPost("old", "old", "A", "2024"), PublishedPost("b", "b", "B"))
    broken = build(before, PublishedPost("b", "b", "B"), keep=("new",))
    assert before == broken
    mended = build(broken, PublishedPost("b", "b", "B"), PublishedPost("new", "new", "A", "2024"), keep=("another",))
    assert {"old": "new"} == redirects(mended)
    assert {"b", "new"} == mended.posts.keys()


def test_a_post_has_one_entry() -> None:
    """That of its new name, even if the old one is to be kept."""
    before = build(PermalinkRegistry(), PublishedPost("old", "old", "A"))
    after = update_registry(
        before, [PublishedPost("new", "new", "A")], {"new": "old"}, anchors=NO_ANCHORS, keep=["old"]
    )
    assert {"new": Permalink("new", "A", first_path="old", previous_paths=("old",))} == after.posts


def test_anchors_are_carried_where_they_are_known() -> None:
    """A post that was not rendered keeps those it has, also under a new name."""
    registry = update_registry(
        PermalinkRegistry(), [PublishedPost("a", "a", "A", "2024")], {}, anchors={"a": ("x", "y")}
    )
    registry = update_registry(registry, [PublishedPost("a", "a", "A", "2024")], {}, anchors={"a": ("x", "z")})
    assert Permalink("a", "A", "2024", "2024", anchors=("x", "z"), renamed_anchors={"y": "z"}) == registry.posts["a"]
    registry = build(registry, PublishedPost("b", "b", "A", "2024"))
    assert (("x", "z"), {"y": "z"}) == (registry.posts["b"].anchors, registry.posts["b"].renamed_anchors)


class Post(msgspec.Struct, frozen=True):
    """A post of a random history."""

    number: int
    """By which we know it, whatever becomes of it."""
    page: str
    title: str
    date: str | None
    content: str
    headings: tuple[str, ...]


KINDS = ["add", "rename", "page", "title", "date", "headings", "delete", "fail"]
event_of = st.tuples(
    st.sampled_from(KINDS),
    st.integers(0, 5),
    st.integers(0, 5),
    st.sampled_from(["Untitled", "One", "Two"]),
    st.sampled_from([None, "2024-01-01", "2024-01-02"]),
    st.lists(st.sampled_from(["intro", "setup", "set-up", "use", "usage", "end"]), max_size=4, unique=True).map(tuple),
)
"""What an author does between two builds: what, to which post, with which free name and page, and new facts for it."""
Event = tuple[str, int, int, str, str | None, tuple[str, ...]]
START: list[Event] = [("add", 0, number, "One", None, ("intro",)) for number in range(3)]


class World:
    """A blog, what readers have seen of it, and the ledger."""

    def __init__(self) -> None:
        self.posts: dict[str, Post] = {}
        self.registry = PermalinkRegistry()
        self.contents: dict[str, str] = {}
        self.had: dict[int, set[str]] = {}
        self.identity: dict[int, tuple[str | None, str]] = {}
        self.count = 0

    def change(self, events: list[Event]) -> set[str]:
        """Do what happens, to each post at most one thing; give the names of posts that fail now."""
        failed = set()
        living = sorted(self.posts)
        names = sorted({f"{number:02}.ipynb" for number in range(40)} - self.posts.keys())
        for kind, which, free, title, date, headings in events:
            pages = sorted({f"{number:02}" for number in range(40)} - {post.page for post in self.posts.values()})
            page = pages[free]
            new = names.pop(free) if kind in ("add", "rename") else ""
            self.count += 1
            content = f"content {self.count}"
            if kind == "add":
                self.posts[new] = Post(self.count, page, title, date, content, headings)
                continue
            if not living:
                continue
            name = living.pop(which % len(living))
            post = self.posts.pop(name)
            event(kind)
            if kind == "rename":
                # The notebook stays as it is, by which it is known.
                self.posts[new] = msgspec.structs.replace(post, page=page)
            elif kind == "fail":
                self.posts[name] = post
                failed.add(name)
            elif kind != "delete":
                value = {"page": page, "title": title, "date": date, "headings": headings}[kind]
                self.posts[name] = msgspec.structs.replace(post, content=content, **{kind: value})
        return failed

    def build(self, failed: set[str]) -> None:
        """Build the blog as it is now."""
        good = {name: post for name, post in self.posts.items() if name not in failed}
        seen = [PublishedPost(name, post.page, post.title, post.date, post.content) for name, post in good.items()]
        renames = find_renames(self.registry, seen, self.contents, failed)
        assert renames == find_renames(self.registry, seen[::-1], self.contents, failed)
        anchors = {name: post.headings for name, post in good.items()}
        after = update_registry(self.registry, seen, renames, anchors=anchors, keep=failed)
        assert after == update_registry(self.registry, seen[::-1], renames, anchors=anchors, keep=failed)
        assert after == update_registry(after, seen, renames, anchors=anchors, keep=failed)
        assert {} == find_renames(after, seen, self.contents, failed)
        assert after == update_registry(after, seen, {}, anchors=anchors, keep=failed)
        self.registry = after
        self.contents = {name: post.content for name, post in self.posts.items()}
        for post in good.values():
            self.had.setdefault(post.number, set()).add(post.page)

    def check(self) -> None:
        """All that must hold after a build."""
        posts, going = self.registry.posts, redirects(self.registry)
        assert self.posts.keys() == posts.keys()
        assert sorted(posts) == list(posts)
        living = {entry.page for entry in posts.values()}
        assert not living & going.keys()
        assert set(going.values()) <= living
        assert [] == removed_urls(self.registry, living, going)
        for name, post in self.posts.items():
            entry = posts[name]
            for old in self.had[post.number] - living:
                heirs = {posts[other].page for other in self.posts if old in posts[other].previous_paths}
                assert entry.page in heirs
                assert going[old] in heirs
            assert self.identity.setdefault(post.number, feed_identity(entry)) == feed_identity(entry)
            assert entry.page not in entry.previous_paths
            assert len(set(entry.previous_paths)) == len(entry.previous_paths)
            assert not entry.renamed_anchors.keys() & set(entry.anchors)
            assert set(entry.renamed_anchors.values()) <= {*entry.anchors, ""}
        assert len(posts) == len({feed_identity(entry) for entry in posts.values()})


@given(st.lists(st.lists(event_of, max_size=3), max_size=10))
def test_whatever_happens_no_address_is_lost(history: list[list[Event]]) -> None:
    """Every page that a living post had is a page, or leads to one of those that had it, in one step.

    No two posts share a feed id, and none changes. Neither the order in which posts are found nor a second build
    changes anything.
    """
    world = World()
    for events in [START, *history]:
        world.build(world.change(events))
        world.check()
