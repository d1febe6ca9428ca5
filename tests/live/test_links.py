"""Where links of a page lead that is still being written."""

from __future__ import annotations

import re
from pathlib import Path

import msgspec
import pytest

from blogtools.config import find_blog
from blogtools.live.draft import Draft
from blogtools.live.links import linked_path, notebook_at
from blogtools.live.page import RenderCache, live_page
from tests.drafts import Editor, blog


@pytest.mark.parametrize("permalink", ["/{slug}/", "/{year}/{slug}.html"], ids=["folders", "files-by-year"])
def test_a_link_to_a_post_finds_its_notebook(permalink: str, tmp_path: Path) -> None:
    """Wherever the blog has its pages; other addresses, and blogs that are elsewhere, have none."""
    place = blog(tmp_path)
    (tmp_path / "blogtools.toml").write_text(f'permalink = "{permalink}"\n')
    place = msgspec.structs.replace(place, blog=find_blog(tmp_path))
    editor = Editor([{"cell_type": "markdown", "metadata": {}, "source": "[a](other.ipynb#morning)"}])
    editor.front = {**editor.front, "source": "---\ndate: 2024-05-01\n---"}
    page = live_page(place, Draft().after(editor.update()), RenderCache())
    (written,) = re.findall(r'href="([^"#]+)#morning"', page.content.decode())
    path = linked_path(page, written)
    assert "other/index.html" == path
    assert tmp_path / "notebooks" / "other.ipynb" == notebook_at(place, path)
    assert notebook_at(place, linked_path(page, "../")) is None
    assert notebook_at(msgspec.structs.replace(place, on_disk=False), path) is None
