"""`blogtools trust` says what it trusts, and why it does not; see `tests/lab/test_trust_server.py` for what it does."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.conftest import Run


@pytest.fixture(autouse=True)
def data(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The folder of what Jupyter keeps for a user."""
    monkeypatch.setenv("JUPYTER_DATA_DIR", str(tmp_path / "data"))
    monkeypatch.delenv("BLOGTOOLS_TRUSTED", raising=False)
    return tmp_path / "data"


def test_a_blog_without_code_needs_no_trust(run: Run, blog_folder: Path, data: Path) -> None:
    """Nothing is remembered, which would trust what comes later."""
    told = f"{blog_folder} has no templates or plugins of its own, so there is nothing to trust.\n"
    assert run("trust") == (0, told, "")
    assert run("trust", "--withdraw") == (0, f"{blog_folder} was not trusted.\n", "")
    assert not data.exists()


def test_a_blog_is_trusted_from_any_folder_of_it(run: Run, blog_folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """As all commands find it."""
    (blog_folder / "templates").mkdir()
    (blog_folder / "templates/style.css").write_text("")
    monkeypatch.chdir(blog_folder / "notebooks")
    told = f"  templates/style.css\n{blog_folder} is trusted: JupyterLab uses these files until they change.\n"
    assert run("trust") == (0, told, "")
    assert run("trust", "--quiet") == (0, "", "")
    assert run("trust", "--withdraw") == (0, f"{blog_folder} is no longer trusted.\n", "")


def test_it_is_said_why_trust_is_not_kept(
    run: Run, blog_folder: Path, data: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Where it cannot be written, and where somebody else gives it."""
    (blog_folder / "templates").mkdir()
    (blog_folder / "templates/style.css").write_text("")
    data.write_text("")
    status, out, err = run("trust")
    assert (status, out) == (1, "")
    assert "cannot be written, so the blog is not trusted: " in err
    monkeypatch.setenv("BLOGTOOLS_TRUSTED", str(blog_folder))
    status, out, err = run("trust", "--withdraw")
    assert (status, out) == (2, "")
    assert f"{blog_folder}: is trusted because BLOGTOOLS_TRUSTED lists it or a folder above it" in err
