/* Keeps a page of `blogtools serve` up to date. The server adds it to pages it sends, never to files.

   On connection and after each build, the server sends the version of this page and what could not be built. */
(() => {
  const { version, showsProblems } = document.currentScript.dataset;
  const CLOSED = "blogtools-closed"; // key in sessionStorage: the problems that the author has dismissed in this tab
  let source = null;
  let host = null;

  function connect() {
    disconnect();
    source = new EventSource(`/.blogtools/events?page=${encodeURIComponent(location.pathname)}`);
    source.onmessage = ({ data }) => {
      const state = JSON.parse(data);
      if (state.version !== version) {
        disconnect();
        location.reload(); // browsers keep the scroll position
      } else if (showsProblems === undefined) {
        show(state.problems);
      }
    };
    // Browsers reconnect by themselves if the server is down, but not after an error response.
    source.onerror = () => source?.readyState === EventSource.CLOSED && setTimeout(follow, 1000);
  }

  function disconnect() {
    source?.close();
    source = null;
  }

  function show(problems) {
    const key = JSON.stringify(problems);
    if (!problems.length) sessionStorage.removeItem(CLOSED);
    if (host?.dataset.key === key) return;
    host?.remove();
    host = null;
    if (!problems.length || sessionStorage.getItem(CLOSED) === key) return;

    host = make("blogtools-problems");
    host.dataset.key = key;
    const panel = make("section", { role: "alert", "aria-label": "Problems of the last build" });
    const close = make("button", { type: "button", "aria-label": "Close" }, "×");
    close.onclick = () => {
      sessionStorage.setItem(CLOSED, key);
      host.remove();
      host = null;
    };
    const title = problems.length === 1 ? "This could not be built" : `${problems.length} things could not be built`;
    const list = make("ul");
    for (const { place, message, hint } of problems) {
      const item = make("li");
      item.append(make("strong", {}, place), make("span", {}, message), make("em", {}, hint));
      list.append(item);
    }
    panel.append(close, make("h2", {}, title), list, make("p", {}, "This page is from the last build without errors."));

    const root = host.attachShadow({ mode: "open" });
    const style = new CSSStyleSheet(); // unlike a <style>, allowed by every content security policy
    style.replaceSync(STYLE);
    root.adoptedStyleSheets = [style];
    document.documentElement.append(host);
    root.append(panel); // appended last, so that screen readers announce the alert
  }

  function make(name, attributes = {}, text = "") {
    const element = document.createElement(name);
    for (const [key, value] of Object.entries(attributes)) element.setAttribute(key, value);
    element.textContent = text;
    return element;
  }

  const STYLE = `
    :host { all: initial; color-scheme: inherit; }
    section { position: fixed; z-index: 2147483647; inset: auto 0 0; max-height: 60vh; overflow: auto;
      box-sizing: border-box; padding: 1rem 3.5rem 1rem 1.5rem; font: 15px/1.5 system-ui, sans-serif;
      color: light-dark(#23211e, #e6e2db); background: light-dark(#fff5f3, #2b1a18);
      border-top: 3px solid light-dark(#a52a20, #f5a097); box-shadow: 0 -4px 24px #0004; overflow-wrap: anywhere; }
    h2 { margin: 0; font-size: 16px; color: light-dark(#8c1f16, #f5a097); }
    ul { margin: 0; padding: 0; list-style: none; }
    li { margin: 0.7rem 0; white-space: pre-wrap; }
    strong { display: block; font: 600 14px/1.5 ui-monospace, Menlo, Consolas, monospace; }
    em { display: block; font-style: normal; }
    em, p { margin: 0; color: light-dark(#5c554d, #b5aea5); }
    button { position: absolute; top: 0.6rem; right: 0.8rem; width: 2.2rem; height: 2.2rem; font: 24px/1 system-ui;
      color: inherit; background: none; border: 0; border-radius: 6px; cursor: pointer; }
    button:hover { background: light-dark(#0001, #fff2); }
    button:focus-visible { outline: 2px solid; }
    @media print { section { display: none; } }`;

  // Browsers allow six connections per server, so hidden tabs give theirs up.
  const follow = () => (document.visibilityState === "visible" ? connect() : disconnect());
  document.addEventListener("visibilitychange", follow);
  window.addEventListener("pageshow", (event) => event.persisted && follow());
  follow();
})();
