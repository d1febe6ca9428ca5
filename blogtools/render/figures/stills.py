"""Still images of figures that have none, drawn by an optional package."""

from __future__ import annotations

import importlib.util

import msgspec

from blogtools.render.figures.detect import Figure
from blogtools.render.processes import WorkerProcess

PATIENCE = 120
"""Seconds after which a figure is given up that neither ends nor uses the processor time it may have."""


def vega_still(figure: Figure) -> str | None:
    """Draw a Vega or Vega-Lite figure as SVG; None for others, without `vl-convert-python`, and on errors.

    Nothing is fetched: figures that need data from elsewhere are skipped. The first call takes half a second, each
    further one about 50 ms.
    """
    if figure.kind != "vega" or figure.elsewhere or importlib.util.find_spec("vl_convert") is None:
        return None
    # A few words of a specification are too much for any memory, such as a sequence of a billion numbers.
    answer = _WORKER.ask(msgspec.json.encode((figure.name, figure.spec)))
    return None if answer is None else msgspec.json.decode(answer, type=str | None)


_WORKER = WorkerProcess("blogtools.render.figures.still_worker", PATIENCE)
