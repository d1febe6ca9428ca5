"""JupyterLab and Notebook as users have them: an environment of each with the project's wheel in it, and its server.

from tests.lab_hosts import host, lab_server
from tests.lab_page import lab_page

with lab_server(host("lab"), folder) as server, lab_page(browser, server, "post.ipynb") as lab:
    lab.type_in_cell(0, "6 * 7")
"""

from __future__ import annotations

import functools
import hashlib
import json
import os
import platform
import random
import secrets
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
import tomllib
import urllib.request
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from urllib.error import URLError

import pytest

from tests.web import CACHE, made_once

ROOT = Path(__file__).parent.parent
ENVIRONMENTS = CACHE / "hosts"
UNUSED = 3 * 24 * 3600
"""Seconds after which an environment that no test used is removed."""
PATIENCE = 180
"""Seconds that a server may take to answer; all of them only where it fails."""
QUIET = {
    "@jupyterlab/apputils-extension:notification": {"fetchNews": "false", "checkForUpdates": False},
}
"""Settings of JupyterLab without which it asks its user, or the network."""
KERNEL = {"kernelspec": {"name": "python3", "display_name": "Python 3 (ipykernel)", "language": "python"}}
"""Metadata of notebooks; without it a host asks which kernel to take."""
KINDS = {
    "lab-4.2": ("jupyter-lab", ["jupyterlab==4.2.*"]),
    "lab": ("jupyter-lab", ["jupyterlab>=4.2"]),
    "notebook": ("jupyter-notebook", ["notebook>=7"]),
    "collaboration": ("jupyter-lab", ["jupyterlab>=4.2", "jupyter-collaboration>=3"]),
}
"""The program and the requirements of each host: the oldest JupyterLab that is supported, the newest, and so on."""

EXTRAS = {"lab": ("citations", "diagrams")}
"""The extras of the project that a host has."""


@dataclass(frozen=True)
class Host:
    """An environment in which the project is installed beside JupyterLab; nothing in it changes any more."""

    name: str
    """One of `KINDS`."""

    folder: Path
    """The environment; it serves every run of the tests whose wheel and requirements are the same."""

    @property
    def program(self) -> Path:
        """What starts its server."""
        return self.folder / "bin" / KINDS[self.name][0]


@functools.cache
def host(name: str) -> Host:
    """The environment of a host, made if there is none: fails where that needs a network and there is none.

    The packages are the newest that its requirements allow. They are installed once (the base); an environment for
    each wheel of the project is hard links to them and the wheel. So what one run of the tests uses stays as it is
    while another run, of other sources, begins.
    """
    _, requirements = KINDS[name]
    pins = resolved([*requirements, "ipykernel", *project_dependencies(*EXTRAS.get(name, ()))])
    base = f"{name}-{digest(platform.python_version(), pins)}"
    filename, wheel = built_wheel()

    def install(folder: Path) -> None:
        made_once(ENVIRONMENTS / base, lambda part: create(part, pins))
        shutil.copytree(ENVIRONMENTS / base, folder, symlinks=True, copy_function=os.link)
        with tempfile.TemporaryDirectory() as work:
            path = Path(work, filename)
            path.write_bytes(wheel)
            uv("pip", "install", "--no-deps", "--no-index", "--python", str(folder / "bin/python"), str(path))

    folder = made_once(ENVIRONMENTS / f"{base}-{hashlib.sha256(wheel).hexdigest()[:12]}", install)
    for used in (ENVIRONMENTS / base, folder):
        if used.is_dir():
            os.utime(used)
    prune()
    return Host(name, folder)


def uv(*arguments: str, text: str | None = None) -> str:
    """What uv prints; a failed test with all that it says if it fails, even of what it remembers from the network."""
    command = [sys.executable, "-m", "uv", "--quiet", *arguments]
    said = []
    for offline in ([], ["--offline"]):
        done = subprocess.run([*command, *offline], input=text, capture_output=True, text=True, check=False)
        if done.returncode == 0:
            return done.stdout
        said.append(done.stderr)
    # Skipped, these tests would be missed by nobody.
    pytest.fail("\n".join([f"{' '.join(command)} failed, and so it did offline:", *said]), pytrace=False)


def resolved(requirements: Sequence[str]) -> str:
    """The exact packages that requirements mean today, a line each."""
    options = ("--no-header", "--no-annotate", "--python", sys.executable)
    return uv("pip", "compile", *options, "-", text="\n".join(requirements))


def project_dependencies(*extras: str) -> list[str]:
    """What the project itself requires, with some extras."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    return [*project["dependencies"], *(one for extra in extras for one in project["optional-dependencies"][extra])]


def digest(*texts: str) -> str:
    """A short name for texts."""
    return hashlib.sha256("\0".join(texts).encode()).hexdigest()[:12]


@functools.cache
def built_wheel() -> tuple[str, bytes]:
    """The project's wheel, by name; equal sources make equal bytes."""
    with tempfile.TemporaryDirectory() as work:
        command = [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", work]
        done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
        assert done.returncode == 0, done.stderr
        (path,) = Path(work).glob("*.whl")
        return path.name, path.read_bytes()


def create(folder: Path, pins: str) -> None:
    """Make an environment of packages; it may be moved, and is compiled, since its copies share that."""
    uv("venv", "--relocatable", "--python", sys.executable, str(folder))
    python = str(folder / "bin/python")
    uv("pip", "install", "--no-deps", "--compile-bytecode", "--python", python, "-r", "-", text=pins)


def prune() -> None:
    """Remove environments that no test has used for days."""
    for path in ENVIRONMENTS.iterdir():
        if time.time() - path.stat().st_mtime > UNUSED:
            shutil.rmtree(path) if path.is_dir() else path.unlink()


class LabServer:
    """A running server of notebooks."""

    def __init__(self, host: Host, root: Path, base_url: str, extra_args: Sequence[str], work: Path) -> None:
        self.host = host
        self.root = root
        self.base_url = base_url
        self.token = secrets.token_hex(16)
        self.work = work
        self.port = free_port()
        self.url = f"http://127.0.0.1:{self.port}{base_url}"
        self.extra_args = extra_args
        """Of its command line, when it is started the next time."""
        self._process: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        """Start it, and wait until it answers."""
        app = "JupyterNotebookApp" if self.host.program.name == "jupyter-notebook" else "LabApp"
        command = [
            *(str(self.host.program), "--no-browser", "--allow-root"),
            *("--ServerApp.ip=127.0.0.1", f"--ServerApp.port={self.port}", "--ServerApp.port_retries=0"),
            *(f"--ServerApp.root_dir={self.root}", f"--ServerApp.base_url={self.base_url}"),
            *(f"--IdentityProvider.token={self.token}", "--LabApp.extension_manager=readonly"),
            *(f"--{app}.expose_app_in_browser=True", *self.extra_args),
        ]
        with (self.work / "server.log").open("ab") as log:
            self._process = subprocess.Popen(
                command, cwd=self.root, env=self._environment(), stdout=log, stderr=log, start_new_session=True
            )
        end = time.monotonic() + PATIENCE
        while not self._answers():
            if self._process.poll() is not None or time.monotonic() > end:
                status = self._process.returncode
                self.stop()
                pytest.fail(f"{self.host.program} does not answer (status {status}):\n{self.log()}", pytrace=False)
            time.sleep(0.05)

    def stop(self, how: signal.Signals = signal.SIGTERM) -> None:
        """Stop it and its kernels; ask first, unless `how` is to kill."""
        if self._process is None:
            return
        with self._process as process:
            if process.poll() is None:
                self.send(how)
            try:
                process.wait(10)
            except subprocess.TimeoutExpired:
                os.killpg(process.pid, signal.SIGKILL)
        self._process = None

    def send(self, how: signal.Signals) -> None:
        """Send it a signal."""
        assert self._process is not None
        os.killpg(self._process.pid, how)

    @property
    def pid(self) -> int:
        """The number of its process, while it runs."""
        assert self._process is not None
        return self._process.pid

    def restart(self) -> None:
        """Kill it, and start it at the same address with the same token: what a page meets whose server went down."""
        self.stop(signal.SIGKILL)
        self.start()

    def log(self) -> str:
        """All that it said so far."""
        return (self.work / "server.log").read_text(encoding="utf-8", errors="replace")

    def _answers(self) -> bool:
        try:
            address = f"{self.url}api/status?token={self.token}"
            with urllib.request.urlopen(address, timeout=5):  # noqa: S310 - its own server
                return True
        except (URLError, OSError):
            return False

    def _environment(self) -> dict[str, str]:
        """Nothing of the user's configuration, and none of the sources that the tests themselves may import."""
        apart = ("JUPYTER", "IPYTHON", "PYTHON", "VIRTUAL_ENV")
        kept = {name: value for name, value in os.environ.items() if not name.startswith(apart)}
        labconfig = self.work / "config/labconfig"
        labconfig.mkdir(parents=True, exist_ok=True)
        (labconfig / "default_setting_overrides.json").write_text(json.dumps(QUIET), encoding="utf-8")
        return kept | {
            "PATH": f"{self.host.folder / 'bin'}{os.pathsep}{os.environ['PATH']}",
            "JUPYTER_CONFIG_DIR": str(self.work / "config"),
            "JUPYTER_DATA_DIR": str(self.work / "data"),
            "JUPYTER_RUNTIME_DIR": str(self.work / "runtime"),
            "JUPYTERLAB_SETTINGS_DIR": str(self.work / "settings"),
            "JUPYTERLAB_WORKSPACES_DIR": str(self.work / "workspaces"),
            "IPYTHONDIR": str(self.work / "ipython"),
        }


def free_port() -> int:
    """A port that nobody listens at, and that no system gives to a connection before the server has it."""
    for port in random.sample(range(20_000, 32_000), 100):
        try:
            with socket.create_server(("127.0.0.1", port)):
                return port
        except OSError:
            continue  # The next one may be free.
    pytest.fail("no port is free")


@contextmanager
def lab_server(host: Host, root: Path, *, base_url: str = "/", extra_args: Sequence[str] = ()) -> Iterator[LabServer]:
    """Run a host's own server over a folder; `base_url` begins and ends with a slash, as JupyterHub has them."""
    with tempfile.TemporaryDirectory(prefix="blogtools-lab-") as work:
        server = LabServer(host, root, base_url, extra_args, Path(work))
        try:
            server.start()
            yield server
        finally:
            server.stop()
