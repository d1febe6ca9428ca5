// Progressive enhancement for the default theme; every page also works without it.
"use strict";

(() => {
  const root = document.documentElement;

  function button(name, label) {
    const element = document.createElement("button");
    element.type = "button";
    element.className = name;
    element.setAttribute("aria-label", label);
    return element;
  }

  // Light and dark ----------------------------------------------------------------------------------------------------
  // An inline script in base.html.j2 applies the choice before the first paint.

  function addThemeSwitch() {
    const header = document.querySelector(".site-header");
    if (!header) return;
    const system = matchMedia("(prefers-color-scheme: dark)");
    const isDark = () => (root.dataset.theme ? root.dataset.theme === "dark" : system.matches);
    const element = button("theme-switch", "");
    const label = () => {
      const text = `Switch to the ${isDark() ? "light" : "dark"} theme`;
      element.setAttribute("aria-label", text);
      element.title = text;
    };
    element.addEventListener("click", () => {
      const chosen = isDark() ? "light" : "dark";
      root.dataset.theme = chosen;
      try {
        localStorage.setItem("blogtools-theme", chosen);
      } catch {
        // If storage is disabled, the choice lasts until the page is closed.
      }
      label();
    });
    system.addEventListener("change", label);
    label();
    header.append(element);
  }

  // Code --------------------------------------------------------------------------------------------------------------

  async function copy(code) {
    try {
      await navigator.clipboard.writeText(code.textContent);
      return true;
    } catch {
      // Without clipboard access (insecure origin), select the text, so that the reader can copy it.
      const fold = code.closest("details");
      if (fold) fold.open = true;
      getSelection().selectAllChildren(code);
      return document.execCommand("copy");
    }
  }

  function copyButton(name, text, label, code) {
    const element = button(name, label);
    element.textContent = text;
    let timer;
    element.addEventListener("click", async () => {
      const done = await copy(code);
      element.textContent = done ? "Copied" : "Selected";
      element.setAttribute("aria-label", element.textContent);
      clearTimeout(timer);
      timer = setTimeout(() => {
        element.textContent = text;
        element.setAttribute("aria-label", label);
      }, 2000);
    });
    return element;
  }

  function addCopyButton(block) {
    const code = block.querySelector("code");
    if (!code) return;
    const frame = document.createElement("div");
    frame.className = "code-frame";
    block.replaceWith(frame);
    frame.append(block, copyButton("copy", "Copy", "Copy this code", code));
  }

  // The whole program of a snippet, or its code if there is nothing else.
  function addCopyProgram(name) {
    const snippet = name.closest(".snippet");
    const program = snippet.querySelector(".snippet-program code");
    const text = program ? "Copy runnable" : "Copy";
    name.after(copyButton("snippet-copy", text, text, program || snippet.querySelector(".source code")));
  }

  // Inline formulas cannot wrap, so those wider than the text scroll.
  function holdWideFormulas() {
    const edge = document.querySelector("main").getBoundingClientRect().right;
    const wide = [...document.querySelectorAll(".post-body math:not([display=block])")].filter(
      (formula) => formula.getBoundingClientRect().right > edge && !formula.closest(".table-scroll, .math-display")
    );
    for (const formula of wide) {
      const frame = document.createElement("span");
      frame.className = "math-wide";
      formula.replaceWith(frame);
      frame.append(formula);
    }
  }

  // Make scrollable elements focusable, so that they can be scrolled with the keyboard.
  function makeReachable() {
    for (const element of document.querySelectorAll(".output, .output pre, .outputs.scroll, .math-display, .math-wide")) {
      const scrolls = element.scrollWidth > element.clientWidth || element.scrollHeight > element.clientHeight + 1;
      if (scrolls && getComputedStyle(element).overflowX !== "visible") element.tabIndex = 0;
    }
  }

  // Files of other servers --------------------------------------------------------------------------------------------

  // Put HTML in the place of an element. Its scripts run in their order, each after the one before it has loaded, as they
  // would in a page: those that are inserted together would not wait for one another.
  async function insert(place, content) {
    const scripts = [...content.querySelectorAll("script")].map((script) => {
      const mark = document.createComment("");
      script.replaceWith(mark);
      return [mark, script];
    });
    place.append(content);
    for (const [mark, script] of scripts) {
      const copy = document.createElement("script");
      for (const { name, value } of script.attributes) copy.setAttribute(name, value);
      copy.textContent = script.textContent;
      const isLoaded = new Promise((resolve) => {
        copy.onload = copy.onerror = resolve;
        if (!copy.src || (copy.type && !/javascript|ecmascript|module/i.test(copy.type))) resolve();
      });
      mark.replaceWith(copy);
      await isLoaded;
    }
  }

  // What a page would load from another server waits in a template; a click on the control beside it loads it.
  function loadOnClick(event) {
    const control = event.target.closest?.(".external > :is(a, button)");
    const template = control?.parentElement.querySelector(":scope > template");
    if (!template || event.ctrlKey || event.metaKey || event.shiftKey || event.altKey) return;
    event.preventDefault();
    const content = template.content.cloneNode(true);
    const place = document.createElement(control.tagName === "A" ? "span" : "div");
    place.tabIndex = -1;
    control.parentElement.replaceWith(place);
    place.focus({ preventScroll: true });
    insert(place, content);
  }

  // Contents ----------------------------------------------------------------------------------------------------------

  function followContents() {
    const contents = document.querySelector(".toc details");
    if (!contents) return;
    const wide = matchMedia("(min-width: 75rem)");
    const fit = () => {
      contents.open = wide.matches;
    };
    wide.addEventListener("change", fit);
    fit();

    const links = [...contents.querySelectorAll("a")];
    const headings = links.map((link) => document.getElementById(decodeURIComponent(link.hash.slice(1))));
    const mark = () => {
      let current = -1;
      headings.forEach((heading, index) => {
        if (heading && heading.getBoundingClientRect().top < innerHeight * 0.3) current = index;
      });
      links.forEach((link, index) => {
        if (index === current) link.setAttribute("aria-current", "true");
        else link.removeAttribute("aria-current");
      });
    };
    // Called whenever a heading crosses the line at 30 % of the window's height or its upper edge.
    const observer = new IntersectionObserver(mark, { rootMargin: "0px 0px -70% 0px" });
    for (const heading of headings) if (heading) observer.observe(heading);
  }

  // Open folded elements that contain the target of a link.
  function reveal() {
    let target = null;
    try {
      target = location.hash && document.getElementById(decodeURIComponent(location.hash.slice(1)));
    } catch {
      // The hash is not valid percent-encoding, so it has no target.
    }
    let fold = target && target.closest(".post-body details:not([open])");
    if (!fold) return;
    while (fold) {
      fold.open = true;
      fold = fold.parentElement.closest("details:not([open])");
    }
    target.scrollIntoView();
  }

  addThemeSwitch();
  document.querySelectorAll("pre.code").forEach(addCopyButton);
  document.querySelectorAll(".snippet-name").forEach(addCopyProgram);
  followContents();
  holdWideFormulas();
  makeReachable();
  addEventListener("click", loadOnClick);
  addEventListener("hashchange", reveal);
  reveal();
})();
