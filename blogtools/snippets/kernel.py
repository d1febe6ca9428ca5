"""Runs cells in a new Jupyter kernel, as a notebook does; the only module that imports nbclient."""

from __future__ import annotations

import subprocess
from collections.abc import Sequence
from pathlib import Path

import nbclient
import nbformat
from jupyter_client.kernelspec import NoSuchKernel
from nbclient.exceptions import CellTimeoutError, DeadKernelError

from blogtools.errors import KernelError
from blogtools.model import Output
from blogtools.read.notebook import decode_notebook


def run_cells(
    cells: Sequence[str], folder: Path, *, kernel: str = "python3", timeout: float = 60
) -> tuple[tuple[Output, ...], ...]:
    """Run cells and return the outputs of each; after a cell that raises, the others do not run and have no outputs.

    Args:
        cells: Sources in order.
        folder: Working directory.
        kernel: Name of an installed kernel.
        timeout: Seconds for each cell.

    Raises:
        KernelError: There is no such kernel, it died, or a cell timed out.
    """
    notebook = nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell(source) for source in cells])
    client = nbclient.NotebookClient(
        notebook,
        timeout=timeout,
        kernel_name=kernel,
        resources={"metadata": {"path": str(folder)}},
        allow_errors=False,
        force_raise_errors=False,
        record_timing=False,
    )
    try:
        # The kernel's own log messages are not outputs of the cells.
        client.execute(stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    except nbclient.exceptions.CellExecutionError:
        pass  # The error is among the outputs of its cell.
    except NoSuchKernel as error:
        message = f"there is no kernel named {kernel}"
        raise KernelError(message, hint="install it, or choose another kernel in the notebook") from error
    except CellTimeoutError as error:
        message = f"took longer than {timeout:g} seconds"
        raise KernelError(message, hint="allow more time with --timeout") from error
    except DeadKernelError as error:
        message = "the kernel died"
        raise KernelError(message, hint="it may have run out of memory") from error
    except RuntimeError as error:
        message = f"the kernel {kernel} did not start"
        raise KernelError(message, hint=f"try `jupyter console --kernel {kernel}`") from error
    ran = decode_notebook(nbformat.writes(notebook).encode(errors="replace"), "")
    return tuple(cell.outputs for cell in ran.cells)
