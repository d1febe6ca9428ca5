"""Files of sanitized notebooks: a browser that opens one must have nothing to run."""

from __future__ import annotations

import msgspec

from blogtools.model import Asset, Cell
from blogtools.render.context import Rendering
from blogtools.transform.files.media import image_asset
from blogtools.transform.markdown.tags import element_names

_RUN = element_names("htm html xhtml xht shtml shtm mht mhtml hta xml xsl xslt rdf svgz js mjs cjs wasm swf jar")
"""Extensions of files that browsers run."""


def safe_asset(asset: Asset | None) -> Asset | None:
    """Return a file without anything to run: a drawing is cleaned, for other documents there is none."""
    if asset is None:
        return None
    extension = asset.name.rpartition(".")[2].lower()
    if _is_drawing(asset):
        from blogtools.render.sanitize.clean import cleaned_svg  # For posts that are sanitized.

        clean = image_asset("image/svg+xml", cleaned_svg(asset.data))
        return clean and msgspec.structs.replace(clean, own_name=asset.own_name)
    return None if extension in _RUN or "html" in asset.mime or "xml" in asset.mime else asset


def _is_drawing(asset: Asset) -> bool:
    return asset.mime == "image/svg+xml" or asset.name.lower().endswith(".svg")


def with_safe_files(cell: Cell, rendering: Rendering) -> Cell:
    """Return a cell of a sanitized notebook with those of its files that are safe to publish."""
    files = {url: safe_asset(asset) for url, asset in cell.assets.items()}
    left_out = sorted(url for url, asset in files.items() if asset is None)
    for url in left_out:
        if _is_drawing(cell.assets[url]):
            why, hint = "it cannot be read as SVG, so it cannot be sanitized", "save the drawing as PNG"
        else:
            why, hint = "it may have scripts, and its notebook is sanitized", "make a PDF or a picture of it"
        hint += ", and insert that" if url.startswith("attachment:") else ", and refer to that"
        rendering.report("missing-file", f"{url} is not published: {why}", cell=cell.number, hint=hint)
        rendering.left_out.add((cell.number, url))
    assets = {url: asset for url, asset in files.items() if asset is not None}
    return msgspec.structs.replace(cell, assets=assets) if files else cell
