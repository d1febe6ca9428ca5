"""Contents of Jupyter that are no files of this machine: kept in memory, as others keep them in a bucket."""

from __future__ import annotations

import base64
from datetime import UTC, datetime
from typing import Any

import nbformat
from jupyter_server.services.contents.manager import AsyncContentsManager
from tornado.web import HTTPError

from tests.drafts import PNG

DAY = datetime(2026, 1, 1, tzinfo=UTC)


class Elsewhere(AsyncContentsManager):
    """A contents manager that has no folder; `pictures/dot.png` is there from the beginning."""

    def __init__(self, **options: Any) -> None:
        super().__init__(**options)
        self._folders = {"", "pictures"}
        self._files: dict[str, Any] = {"pictures/dot.png": base64.b64decode(PNG)}

    async def dir_exists(self, path: str) -> bool:
        """Whether there is a folder."""
        return path.strip("/") in self._folders

    async def file_exists(self, path: str = "") -> bool:
        """Whether there is a file."""
        return path.strip("/") in self._files

    async def is_hidden(self, path: str) -> bool:  # noqa: ARG002 - the signature is Jupyter's
        """Nothing is."""
        return False

    async def get(self, path: str, **asked: Any) -> dict[str, Any]:
        """A notebook, or as base64 any file."""
        path = path.strip("/")
        if path not in self._files:
            raise HTTPError(404, f"There is no {path}")
        model, kept = self._model(path), self._files[path]
        if not asked.get("content", True):
            return model
        if model["type"] == "notebook" and asked.get("type") != "file":
            return model | {"format": "json", "content": kept}
        data = kept if isinstance(kept, bytes) else nbformat.writes(kept).encode()
        return model | {"type": "file", "format": "base64", "content": base64.b64encode(data).decode()}

    async def save(self, model: dict[str, Any], path: str = "") -> dict[str, Any]:
        """Keep a folder or a notebook."""
        path = path.strip("/")
        if model["type"] == "directory":
            self._folders.add(path)
        else:
            self._files[path] = nbformat.from_dict(model["content"])
        return self._model(path)

    def _model(self, path: str) -> dict[str, Any]:
        name = path.rpartition("/")[2]
        kind = "notebook" if name.endswith(".ipynb") else "file"
        nothing = dict.fromkeys(("content", "format", "mimetype"))
        times = {"created": DAY, "last_modified": DAY}
        return {"name": name, "path": path, "type": kind, "writable": True, **times, **nothing}
