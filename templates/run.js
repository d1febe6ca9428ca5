// Runs snippets in the reader's browser. Only pages with a runnable snippet load this file. Nothing else is loaded until
// the reader clicks Run; then one worker per page loads Pyodide, Python for the browser.

// In the worker -------------------------------------------------------------------------------------------------------

const LIMIT = 200_000; // characters of output; more is a mistake and would freeze the page

const PYTHON = String.raw`
import base64, contextlib, io, os, sys, traceback, types, warnings
from pyodide.code import eval_code_async

os.environ["MPLBACKEND"] = "Agg"
warnings.filterwarnings("ignore", message=".*Agg is non-interactive")


class Stream(io.RawIOBase):
    def __init__(self, kind, send):
        self.kind, self.send = kind, send

    def writable(self):
        return True

    def write(self, data):
        self.send(self.kind, bytes(data).decode("utf-8", "replace"))
        return len(data)


def draw(figure, send):
    buffer = io.BytesIO()
    figure.savefig(buffer, format="png", dpi=2 * figure.dpi, bbox_inches="tight")
    send("figure", base64.b64encode(buffer.getvalue()).decode())


def show(value, send):
    figures = sys.modules.get("matplotlib.figure")
    if figures and isinstance(value, figures.Figure):
        draw(value, send)
        sys.modules["matplotlib.pyplot"].close(value)
        return
    for kind in ("html", "svg"):
        make = None if isinstance(value, type) else getattr(value, f"_repr_{kind}_", None)
        html = make() if callable(make) else None
        if html:
            send("html", html)
            return
    if value is not None:
        send("text", repr(value))


def failure(error, files):
    trace = error.__traceback__
    while trace and trace.tb_frame.f_code.co_filename not in files:
        trace = trace.tb_next
    return "".join(traceback.format_exception(type(error), error, trace))


def forget_figures():
    if "matplotlib.pyplot" in sys.modules:
        sys.modules["matplotlib.pyplot"].close("all")


async def run(name, setup, source, send):
    # A module of its own for every run, in which also pickle and dataclasses find what it defines.
    main = sys.modules["__main__"] = types.ModuleType("__main__")
    main.display = lambda *values: [show(value, send) for value in values] and None
    files = (f"{name}, setup", name)
    forget_figures()
    if "matplotlib" in sys.modules:
        sys.modules["matplotlib"].rcdefaults()
    try:
        nowhere = io.StringIO()
        with contextlib.redirect_stdout(nowhere), contextlib.redirect_stderr(nowhere):
            await eval_code_async(setup, main.__dict__, filename=files[0])
        # A figure belongs to the cell that drew it.
        forget_figures()
        out, err = (io.TextIOWrapper(Stream(kind, send), "utf-8", write_through=True) for kind in ("stdout", "stderr"))
        with contextlib.redirect_stdout(out), contextlib.redirect_stderr(err):
            show(await eval_code_async(source, main.__dict__, filename=files[1]), send)
            pyplot = sys.modules.get("matplotlib.pyplot")
            for number in pyplot.get_fignums() if pyplot else ():
                draw(pyplot.figure(number), send)
    except SystemExit as error:
        if error.code:
            send("error", f"SystemExit: {error.code}")
    except BaseException as error:
        send("error", failure(error, files))
    forget_figures()

run
`;

// Sent to the worker as source text, so it cannot use anything outside itself.
function work(driver, limit) {
  let room = 0;
  let python = null;

  function send(kind, text) {
    if (kind === "stdout" || kind === "stderr") {
      if (room < 0) return;
      room -= text.length;
      if (room < 0) text = `${text.slice(0, room)}\n… the rest is not shown\n`;
    }
    postMessage({ kind, text: kind === "text" ? text.slice(0, limit) : text });
  }

  async function load(folder) {
    const { loadPyodide } = await import(`${folder}pyodide.mjs`);
    const pyodide = await loadPyodide({ indexURL: folder });
    pyodide.setStdin({ stdin: () => null });
    pyodide.setStdout({ batched: (line) => send("stdout", `${line}\n`) });
    pyodide.setStderr({ batched: (line) => send("stderr", `${line}\n`) });
    return { pyodide, run: pyodide.runPython(driver) };
  }

  async function install({ pyodide }, job) {
    const options = {
      messageCallback: (text) => text.startsWith("Loading") && send("status", text),
      errorCallback: (text) => send("stderr", `${text}\n`),
    };
    if (job.dependencies.length) await pyodide.loadPackage(job.dependencies, options);
    // Also packages that the reader imports, and parts of the standard library that Pyodide ships as packages.
    await pyodide.loadPackagesFromImports(`${job.setup}\n${job.source}`, options);
  }

  addEventListener("message", async ({ data: job }) => {
    room = limit;
    try {
      if (!python) send("status", "Loading Python");
      python ??= load(job.pyodide);
      const loaded = await python;
      await install(loaded, job);
      send("status", "Running");
      await loaded.run(job.name, job.setup, job.source, send);
      send("done", "");
    } catch (error) {
      send("broken", String(error));
    }
  });
}

// The worker and its pending runs -------------------------------------------------------------------------------------

let worker = null;
let current = null;
const waiting = [];

function createWorker() {
  const source = `(${work})(${JSON.stringify(PYTHON)}, ${LIMIT});`;
  // Created from a Blob, so that it also works in self-contained pages and with Pyodide on another server. A page opened
  // from disk cannot start a module from a Blob.
  const url =
    location.protocol === "file:"
      ? `data:text/javascript,${encodeURIComponent(source)}`
      : URL.createObjectURL(new Blob([source], { type: "text/javascript" }));
  const created = new Worker(url, { type: "module" });
  created.addEventListener("message", ({ data }) => receive(data.kind, data.text));
  created.addEventListener("error", (event) => receive("broken", event.message || "The worker could not be started."));
  return created;
}

function receive(kind, text) {
  const run = current;
  if (!run) return;
  if (kind === "broken") endWorker();
  if (kind === "done" || kind === "broken") current = null;
  run.receive(kind, text);
  next();
}

function next() {
  if (current || !waiting.length) return;
  current = waiting.shift();
  worker ??= createWorker();
  worker.postMessage(current.job);
}

function endWorker() {
  worker?.terminate();
  worker = null;
}

function start(run) {
  waiting.push(run);
  next();
}

function stop(run) {
  if (run === current) {
    endWorker();
    current = null;
    next();
  } else if (waiting.includes(run)) {
    waiting.splice(waiting.indexOf(run), 1);
  }
}

// Colors while typing -------------------------------------------------------------------------------------------------
// A simpler highlighter than that of the page, with the same class names.

const words = (text) => `\\b(?:${text.replaceAll(" ", "|")})\\b`;
const STRING = `(?:\\b[rbftuRBFTU]{1,2})?(?:"""[^]*?(?:"""|$)|'''[^]*?(?:'''|$)|"(?:[^"\\\\\\n]|\\\\.)*"?|'(?:[^'\\\\\\n]|\\\\.)*'?)`;
const TOKENS = {
  c1: "#.*",
  s: STRING,
  m: "\\b\\d[\\w.]*",
  nf: "(?<=\\b(?:def|class)\\s+)\\w+|(?<=^\\s*)@[\\w.]+",
  k: words(
    "and as assert async await break class continue def del elif else except finally for from global if import in is " +
      "lambda nonlocal not or pass raise return try while with yield False None True"
  ),
  nb: words(
    "abs all any bin bool bytes callable chr dict dir divmod enumerate filter float format frozenset getattr hasattr " +
      "hash hex id input int isinstance issubclass iter len list map max min next object open ord pow print property " +
      "range repr reversed round self set setattr slice sorted str sum super tuple type vars zip"
  ),
};
const SCANNER = new RegExp(
  Object.entries(TOKENS)
    .map(([name, pattern]) => `(?<${name}>${pattern})`)
    .join("|"),
  "gm"
);

function color(source) {
  const parts = [];
  let done = 0;
  for (const match of source.matchAll(SCANNER)) {
    const kind = Object.keys(match.groups).find((name) => match.groups[name] !== undefined);
    const span = element("span", kind, match[0]);
    if (kind === "s" && /^[rb]?f/i.test(match[0])) span.replaceChildren(...fields(match[0]));
    parts.push(source.slice(done, match.index), span);
    done = match.index + match[0].length;
  }
  return [...parts, source.slice(done)];
}

// Expressions in f-strings are code, not text.
function fields(string) {
  return string
    .split(/((?<!\{)\{(?!\{)[^{}\n]*\})/)
    .map((part, index) => (index % 2 ? element("span", "si", part) : part));
}

// The editor ----------------------------------------------------------------------------------------------------------

function element(tag, className, text = "") {
  const made = document.createElement(tag);
  made.className = className;
  made.textContent = text;
  return made;
}

const APPLE = /Mac|iPhone|iPad/.test(navigator.platform);

// A text area with transparent text above the same text in color; `run` is called on Ctrl+Enter.
function createEditor(name, source, run) {
  const editor = element("div", "editor");
  const scroller = element("div", "editor-code");
  const shown = element("pre", "code");
  const code = element("code", "");
  const area = element("textarea", "");
  const hint = element("p", "editor-hint", `${APPLE ? "⌘" : "Ctrl"}+Enter runs · Esc, then Tab leaves`);
  shown.setAttribute("aria-hidden", "true");
  hint.id = `editor-hint-${document.querySelectorAll(".editor").length + 1}`;
  area.value = source;
  area.rows = 1;
  area.spellcheck = false;
  area.setAttribute("autocapitalize", "off");
  area.setAttribute("autocomplete", "off");
  area.setAttribute("autocorrect", "off");
  area.setAttribute("aria-label", `Code of ${name}`);
  area.setAttribute("aria-describedby", hint.id);
  const paint = () => code.replaceChildren(...color(area.value), "\n");
  area.addEventListener("input", paint);
  area.addEventListener("keydown", keys(run));
  area.addEventListener("keyup", ({ key }) => {
    // Browsers scroll only as far as the caret, which may leave the start of the line out of view.
    if (key === "Enter" || key === "Home") scroller.scrollLeft = 0;
  });
  paint();
  shown.append(code);
  scroller.append(area, shown);
  editor.append(scroller, hint);
  return { editor, area };
}

// Tab indents, but after Escape it leaves the field.
function keys(run) {
  let leaves = false;
  return (event) => {
    const area = event.target;
    if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) {
      event.preventDefault();
      run();
    } else if (event.key === "Enter" && !event.shiftKey && !event.isComposing) {
      event.preventDefault();
      insert(area, `\n${indentation(area)}`);
    } else if (event.key === "Tab" && !leaves && !event.altKey) {
      event.preventDefault();
      indent(area, event.shiftKey);
    }
    if (event.key !== "Shift") leaves = event.key === "Escape";
  };
}

// Unlike setting the value, this can be undone.
function insert(area, text) {
  if (!document.execCommand(text ? "insertText" : "delete", false, text)) {
    area.setRangeText(text, area.selectionStart, area.selectionEnd, "end");
    area.dispatchEvent(new Event("input"));
  }
}

const lineStart = (area, position) => area.value.lastIndexOf("\n", position - 1) + 1;

function indentation(area) {
  const line = area.value.slice(lineStart(area, area.selectionStart), area.selectionStart);
  return line.match(/^\s*/)[0] + (/:\s*(#.*)?$/.test(line) ? "    " : "");
}

function indent(area, isBack) {
  const { selectionStart: from, selectionEnd: to, value } = area;
  const first = lineStart(area, from);
  if (!isBack && !value.slice(from, to).includes("\n")) {
    insert(area, " ".repeat(4 - ((from - first) % 4)));
    return;
  }
  const lines = value.slice(first, to);
  const changed = isBack ? lines.replace(/^ {1,4}|^\t/gm, "") : lines.replace(/^(?=.)/gm, "    ");
  if (changed === lines) return;
  area.setSelectionRange(first, to);
  insert(area, changed);
  area.setSelectionRange(lines.includes("\n") ? first : Math.max(first, from + changed.length - lines.length), first + changed.length);
}

// What a run shows ----------------------------------------------------------------------------------------------------

// The text as a terminal would show it: without colors, and of overwritten lines only the last version.
function onScreen(text) {
  const plain = text.includes("\x1b") ? text.replace(/\x1b\[[\d;?]*[A-Za-z]/g, "") : text;
  if (!plain.includes("\r")) return plain;
  return plain
    .split("\n")
    .map((line) => line.replace(/\r+$/, ""))
    .map((line) => line.slice(line.lastIndexOf("\r") + 1))
    .join("\n");
}

class Results {
  constructor(name) {
    this.element = element("section", "outputs live");
    this.element.setAttribute("aria-label", `New output of ${name}`);
    this.status = element("span", "live-status");
    this.status.setAttribute("role", "status");
    const label = element("p", "live-label", "New output");
    label.append(this.status);
    this.element.append(label);
    this.pending = [];
  }

  clear() {
    clearTimeout(this.timer);
    this.timer = undefined;
    this.pending = [];
    this.stream = null;
    while (this.element.childElementCount > 1) this.element.lastElementChild.remove();
  }

  say(text, state) {
    this.element.dataset.state = state;
    this.status.textContent = text;
  }

  add(kind, ...content) {
    this.flush();
    this.stream = null;
    const output = element("div", `output output-${kind}`);
    output.append(...content);
    this.element.append(output);
    return output;
  }

  // Batched, because a loop may print faster than the browser can lay out the page.
  print(kind, text) {
    this.pending.push([kind, text]);
    this.timer ??= setTimeout(() => this.flush(), 30);
  }

  flush() {
    clearTimeout(this.timer);
    this.timer = undefined;
    const pending = this.pending;
    this.pending = [];
    for (const [index, [kind, text]] of pending.entries()) {
      if (this.stream?.kind !== kind) {
        const pre = element("pre", "");
        this.add(`stream output-${kind}`, pre);
        this.stream = { kind, pre, text: "" };
      }
      this.stream.text += text;
      if (pending[index + 1]?.[0] !== kind) this.stream.pre.textContent = onScreen(this.stream.text);
    }
  }

  show(kind, text) {
    if (kind === "figure") this.add("image", figure(text));
    else if (kind === "html") this.add("html", frame(text));
    else reachable(this.add(kind, element("pre", "", text)).firstChild);
  }

  get isEmpty() {
    this.flush();
    return this.element.childElementCount === 1;
  }
}

// Make scrollable elements focusable, so that they can be scrolled with the keyboard.
function reachable(pre) {
  if (pre.scrollWidth > pre.clientWidth) pre.tabIndex = 0;
}

function figure(png) {
  const image = element("img", "");
  image.alt = "Figure drawn by the code";
  image.srcset = `data:image/png;base64,${png} 2x`;
  return image;
}

// HTML results are styled like the page, but can neither run scripts nor load anything.
function frame(html) {
  const made = element("iframe", "");
  const policy = "default-src 'none'; img-src data:; font-src data:; style-src * 'unsafe-inline'";
  const styles = [...document.querySelectorAll("link[rel=stylesheet], style")].map((style) => style.outerHTML);
  const own = "body { display: block; min-height: 0; background: none; overflow: hidden; }";
  made.title = "Result";
  made.sandbox = "allow-same-origin"; // to measure its height
  made.srcdoc =
    `<!doctype html><meta http-equiv="Content-Security-Policy" content="${policy}">${styles.join("")}` +
    `<style>${own}</style><body><div class="post-body output output-html">${html}`;
  made.addEventListener("load", () => {
    const inside = made.contentDocument;
    matchTheme(made);
    new ResizeObserver(() => {
      made.style.height = `${inside.body.firstElementChild.offsetHeight}px`;
    }).observe(inside.body.firstElementChild);
  });
  return made;
}

function matchTheme(iframe) {
  const { theme } = document.documentElement.dataset;
  const inside = iframe.contentDocument?.documentElement;
  if (theme && inside) inside.dataset.theme = theme;
}

// A snippet -----------------------------------------------------------------------------------------------------------

class Run {
  constructor(snippet) {
    this.saved = JSON.parse(snippet.querySelector(":scope > script").textContent);
    const folder = this.saved.pyodide.replace(/pyodide\.m?js$/, "").replace(/\/*$/, "/");
    this.saved.pyodide = new URL(folder, document.baseURI).href;
    this.snippet = snippet;
    this.results = new Results(this.saved.name);
    this.runs = this.button("Run", "snippet-run", () => this.start());
    this.stops = this.button("Stop", "snippet-stop", () => this.stop());
    this.resets = this.button("Reset", "snippet-reset", () => this.reset());
    this.stops.hidden = this.resets.hidden = true;
    this.runs.title = "Runs in your browser, which first loads Python, some MB";
    snippet.querySelector(".snippet-name").after(this.runs, this.stops, this.resets);
  }

  button(text, className, act) {
    const made = element("button", className, text);
    made.type = "button";
    made.addEventListener("click", act);
    return made;
  }

  get job() {
    return { ...this.saved, source: this.area.value };
  }

  edit() {
    const { editor, area } = createEditor(this.saved.name, this.saved.source, () => this.start());
    this.area = area;
    this.editor = editor;
    this.source = this.snippet.firstElementChild;
    this.source.hidden = true;
    this.source.after(editor);
    const cell = this.snippet.parentElement;
    const outputs = cell.querySelector(":scope > .outputs, :scope > .fold-output");
    if (outputs) {
      this.mark = element("p", "live-label", "Saved output");
      outputs.before(this.mark);
    }
    cell.append(this.results.element);
    this.resets.hidden = false;
  }

  start() {
    if (this.isRunning) return;
    if (!this.editor) this.edit();
    this.isRunning = true;
    this.runs.setAttribute("aria-disabled", "true");
    this.stops.hidden = false;
    this.results.clear();
    this.results.say(current ? "Waiting for the other run …" : "Starting …", "running");
    start(this);
  }

  receive(kind, text) {
    if (kind === "status") {
      if (text === "Running") this.began = performance.now();
      this.results.say(`${text} …`, "running");
    } else if (kind === "stdout" || kind === "stderr") {
      this.results.print(kind, text);
    } else if (kind === "done") {
      const seconds = (performance.now() - this.began) / 1000;
      const time = seconds < 0.1 ? "" : `, ${seconds.toFixed(1)} s`;
      const isFailure = this.results.element.querySelector(":scope > .output-error");
      this.end((isFailure ? "Failed" : this.results.isEmpty ? "Done, without output" : "Done") + time);
    } else if (kind === "broken") {
      this.results.show("error", text + (location.protocol === "file:" ? FROM_DISK : ""));
      this.end("Python could not be started");
    } else {
      this.results.show(kind, text);
    }
  }

  stop() {
    stop(this);
    this.end("Stopped");
  }

  end(text) {
    this.results.flush();
    this.results.say(text, "ended");
    this.isRunning = false;
    if (document.activeElement === this.stops) this.runs.focus();
    this.stops.hidden = true;
    this.runs.textContent = "Run again";
    this.runs.removeAttribute("aria-disabled");
  }

  reset() {
    if (this.isRunning) this.stop();
    this.runs.focus();
    this.runs.textContent = "Run";
    this.resets.hidden = true;
    this.editor.remove();
    this.editor = null;
    this.source.hidden = false;
    this.mark?.remove();
    this.results.element.remove();
  }
}

const FROM_DISK = "\nThis page was opened from a disk, where browsers load nothing from beside it: a web server would help.";

for (const script of document.querySelectorAll(".snippet > script")) new Run(script.parentElement);
new MutationObserver(() => document.querySelectorAll(".live iframe").forEach(matchTheme)).observe(
  document.documentElement,
  { attributeFilter: ["data-theme"] }
);
