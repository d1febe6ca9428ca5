"""Trust is given to the content of files at a place, by a user, and to nothing else."""

from __future__ import annotations

import os
import shutil
import stat
from collections.abc import Callable
from pathlib import Path

import pytest

from blogtools.config import BlogConfig, find_blog
from blogtools.errors import SettingsError, UsageError, WriteError
from blogtools.plugins.load import plugins_of
from blogtools.render.theme.files import theme_file, theme_folders
from blogtools.trust import code
from blogtools.trust.code import code_digests, own_code
from blogtools.trust.record import keep_trust, trust_code, trusted_files, with_trust, withdraw_trust
from blogtools.trust.words import unused_code

PLUGIN = """\
from blogtools.plugins.rows import Step

steps = [Step("nothing", lambda post, context: post)]
"""


@pytest.fixture
def data(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The folder of what Jupyter keeps for a user."""
    monkeypatch.setenv("JUPYTER_DATA_DIR", str(tmp_path / "data"))
    monkeypatch.delenv("BLOGTOOLS_TRUSTED", raising=False)
    return tmp_path / "data"


@pytest.fixture
def folder(tmp_path: Path, data: Path) -> Path:  # noqa: ARG001 - no test may write to the folder of who runs it
    """A blog with a style sheet, a template and a plugin."""
    folder = tmp_path / "blog"
    (folder / "templates/parts").mkdir(parents=True)
    (folder / "plugins").mkdir()
    (folder / "blogtools.toml").write_text('plugins = ["mine"]\n')
    (folder / "templates/style.css").write_text("own {}")
    (folder / "templates/parts/foot.html.j2").write_text("foot")
    (folder / "plugins/mine.py").write_text(PLUGIN)
    return folder


def opened(folder: Path) -> BlogConfig:
    """The blog as a server has it."""
    return with_trust(find_blog(folder))


def give(folder: Path) -> None:
    """Trust the blog as it is now."""
    blog = find_blog(folder)
    trust_code(blog, code_digests(blog))


def uses_own(blog: BlogConfig) -> tuple[bool, bool]:
    """Whether templates and plugins of the blog are used."""
    return theme_file("style.css", theme_folders(blog)) == b"own {}", bool(plugins_of(blog).versions)


def test_nothing_is_used_before_trust_is_given(folder: Path, data: Path) -> None:
    """Nor is anything written."""
    blog = opened(folder)
    assert uses_own(blog) == (False, False)
    assert unused_code(blog) == "the blog's own templates and plugins (mine), which are code"
    assert not data.exists()


def test_what_is_trusted_is_used(folder: Path, data: Path) -> None:
    """It is remembered for this user only, and outside of the blog."""
    before = sorted(folder.rglob("*"))
    give(folder)
    assert uses_own(opened(folder)) == (True, True)
    assert unused_code(opened(folder)) == ""
    assert sorted(folder.rglob("*")) == before
    (file,) = (data / "blogtools/trusted").iterdir()
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert stat.S_IMODE(file.parent.stat().st_mode) == 0o700
    assert trusted_files(find_blog(folder)) == code_digests(find_blog(folder))


def _write_settings(folder: Path) -> None:
    (folder / "plugins/other.py").write_text(PLUGIN)
    (folder / "blogtools.toml").write_text('plugins = ["mine", "other"]\n')


CHANGES: dict[str, Callable[[Path], object]] = {
    "template": lambda folder: (folder / "templates/style.css").write_text("theirs {}"),
    "new-template": lambda folder: (folder / "templates/post.html.j2").write_text("theirs"),
    "part": lambda folder: (folder / "templates/parts/foot.html.j2").write_text("theirs"),
    "plugin": lambda folder: (folder / "plugins/mine.py").write_text(f"{PLUGIN}\n"),
    "beside-the-plugin": lambda folder: (folder / "plugins/table.json").write_text("{}"),
    "settings": _write_settings,
    "swapped": lambda folder: (folder / "templates/style.css").rename(folder / "templates/script.js"),
    "linked-folder": lambda folder: (folder / "templates/linked").symlink_to(folder / "plugins"),
    "linked-file": lambda folder: (folder / "templates/loop.j2").symlink_to(folder / "blogtools.toml"),
}


@pytest.mark.parametrize("change", CHANGES)
def test_what_has_changed_is_not_trusted(change: str, folder: Path) -> None:
    """Not a part of it, until the user trusts it again."""
    give(folder)
    CHANGES[change](folder)
    blog = opened(folder)
    assert uses_own(blog) == (False, False)
    assert unused_code(blog).endswith("which have changed since you trusted them")
    give(folder)
    assert opened(folder).trusted


SAME: dict[str, Callable[[Path], object]] = {
    "removed": lambda folder: (folder / "templates/parts/foot.html.j2").unlink(),
    "new-post-template": lambda folder: (folder / "templates/a.ipynb").write_text("{}"),
    "checkpoint": lambda folder: (folder / "templates/.ipynb_checkpoints").mkdir(),
    "swap-file": lambda folder: (folder / "templates/.style.css.swp").write_text("own {}"),
    "compiled": lambda folder: shutil.copytree(folder / "templates/parts", folder / "plugins/__pycache__"),
    "pipe": lambda folder: os.mkfifo(folder / "templates/pipe"),
    "settings": lambda folder: (folder / "blogtools.toml").write_text('title = "New"\nplugins = ["mine"]\n'),
}


@pytest.mark.parametrize("change", SAME)
def test_other_changes_end_no_trust(change: str, folder: Path) -> None:
    """Of what is no code, or adds none."""
    give(folder)
    SAME[change](folder)
    assert opened(folder).trusted


def test_a_plugin_that_changes_after_all_was_compared_does_not_run(folder: Path) -> None:
    """What was trusted is what runs, also in a build that takes its time."""
    give(folder)
    blog = opened(folder)
    (folder / "plugins/mine.py").write_text("raise SystemExit('it ran')")
    with pytest.raises(SettingsError, match=r"plugin plugins/mine\.py has changed since the blog was trusted"):
        plugins_of(blog)


def test_trust_stays_where_it_was_given(folder: Path, tmp_path: Path, data: Path) -> None:
    """A copy of the folder is another blog, and a record in the name of another path is none."""
    give(folder)
    shutil.copytree(folder, tmp_path / "copy")
    assert not opened(tmp_path / "copy").trusted
    give(tmp_path / "copy")
    one, other = (data / "blogtools/trusted").iterdir()
    content = one.read_bytes(), other.read_bytes()
    one.write_bytes(content[1])
    other.write_bytes(content[0])
    assert (opened(folder).trusted, opened(tmp_path / "copy").trusted) == (False, False)
    one.write_bytes(b"[")
    other.write_bytes(b"{}")
    assert (opened(folder).trusted, opened(tmp_path / "copy").trusted) == (False, False)


def test_a_link_to_a_blog_leads_to_the_same_blog(folder: Path, tmp_path: Path) -> None:
    """Since its real path counts."""
    (tmp_path / "link").symlink_to(folder)
    give(tmp_path / "link")
    assert opened(folder).trusted


def test_trust_can_be_withdrawn(folder: Path) -> None:
    """And is then as if it never had been given."""
    assert withdraw_trust(find_blog(folder)) is False
    give(folder)
    assert withdraw_trust(find_blog(folder)) is True
    assert unused_code(opened(folder)).endswith("which are code")


def test_a_folder_can_be_trusted_whatever_changes(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """By those who start the server; it is not withdrawn elsewhere."""
    monkeypatch.setenv("BLOGTOOLS_TRUSTED", os.pathsep.join(["/nowhere", str(folder.parent)]))
    assert uses_own(opened(folder)) == (True, True)
    with pytest.raises(UsageError) as caught:
        withdraw_trust(find_blog(folder))
    assert str(caught.value) == (
        f"{folder}: is trusted because BLOGTOOLS_TRUSTED lists it or a folder above it "
        "(remove it there, then restart JupyterLab)"
    )


def test_what_the_user_saves_stays_trusted(folder: Path) -> None:
    """The file that was saved; what has changed beside it is not."""
    give(folder)
    file = folder / "templates/style.css"
    file.write_text("own  {}")
    keep_trust(find_blog(folder), file)
    assert opened(folder).trusted
    (folder / "templates/new.html.j2").write_text("theirs")
    file.write_text("own {}")
    keep_trust(find_blog(folder), file)
    assert not opened(folder).trusted
    keep_trust(find_blog(folder), folder / "templates/new.html.j2")
    assert opened(folder).trusted


def test_a_save_trusts_nothing_by_itself(folder: Path, data: Path) -> None:
    """In a blog that the user does not trust."""
    keep_trust(find_blog(folder), folder / "templates/style.css")
    assert not data.exists()


def test_a_blog_without_code_has_nothing_to_trust(folder: Path) -> None:
    """Templates of new posts are notebooks, and plugins that no settings name never run."""
    shutil.rmtree(folder / "templates")
    (folder / "templates/posts").mkdir(parents=True)
    (folder / "templates/posts/walk.ipynb").write_text("{}")
    (folder / "blogtools.toml").write_text("")
    assert own_code(find_blog(folder)) == ()
    assert code_digests(find_blog(folder)) == {}
    assert unused_code(opened(folder)) == ""


def test_links_that_lead_back_end(folder: Path) -> None:
    """And a link to a whole disk is no folder of templates."""
    (folder / "templates/again").symlink_to(folder / "templates")
    assert list(code_digests(find_blog(folder))) == [
        "plugins/mine.py",
        "templates/parts/foot.html.j2",
        "templates/style.css",
    ]


def test_too_many_files_are_not_trusted(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Nobody has read them."""
    give(folder)
    monkeypatch.setattr(code, "MOST_FILES", 1)
    with pytest.raises(UsageError) as caught:
        code_digests(find_blog(folder))
    assert str(caught.value) == (
        "templates: has more than 1 files, which nobody can have read (move what is no template or plugin elsewhere)"
    )
    assert not opened(folder).trusted


def test_it_is_said_where_trust_cannot_be_kept(folder: Path, data: Path) -> None:
    """The blog is then not trusted."""
    data.write_text("a file")
    with pytest.raises(WriteError, match=r"trusted/\w+\.json: cannot be written, so the blog is not trusted"):
        give(folder)
    assert not opened(folder).trusted
