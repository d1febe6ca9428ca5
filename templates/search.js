// The search page. The index is loaded when a reader first uses the box, or opens the page with a query.
"use strict";

(() => {
  const form = document.querySelector(".search-form");
  const box = form.elements.q;
  const status = document.querySelector(".search-status");
  const list = document.querySelector(".search-results");
  const more = document.querySelector(".search-more");
  const top = new URL("../", location.href);
  const STEP = 10;
  const PAUSE = 120; // Milliseconds without typing before the search starts.

  let engine;
  let results = [];
  let shown = 0;
  let round = 0;
  let timer;

  function load() {
    engine ??= import(new URL("pagefind/pagefind.js", top)).then(async (pagefind) => {
      await pagefind.options({ baseUrl: top.pathname, excerptLength: 34 });
      await pagefind.init();
      return pagefind;
    });
    return engine;
  }

  function item(data) {
    const entry = document.createElement("li");
    const card = document.createElement("article");
    const heading = document.createElement("h2");
    const link = document.createElement("a");
    // The section of a long post that contains the words.
    const part = data.sub_results.find((one) => one.url !== data.url && one.excerpt === data.excerpt);
    link.href = (part ?? data).url;
    link.textContent = data.meta.title;
    heading.append(link);
    const excerpt = document.createElement("p");
    excerpt.className = "post-excerpt";
    excerpt.innerHTML = data.excerpt; // Text of the page with <mark>, escaped by Pagefind.
    card.className = "post-card";
    card.append(heading, excerpt);
    if (part || data.meta.date) {
      const line = document.createElement("p");
      line.className = "post-meta";
      for (const text of [data.meta.date, part?.title]) {
        if (text) line.append(Object.assign(document.createElement("span"), { textContent: text }), " ");
      }
      card.append(line);
    }
    entry.append(card);
    return entry;
  }

  async function showMore(current) {
    const next = results.slice(shown, shown + STEP);
    const data = await Promise.all(next.map((result) => result.data()));
    if (current !== round) return;
    const entries = data.map(item);
    list.append(...entries);
    shown += next.length;
    more.hidden = shown >= results.length;
    return entries[0];
  }

  async function search() {
    const words = box.value.trim();
    const current = ++round;
    const url = new URL(location.href);
    url.search = words ? new URLSearchParams({ q: words }) : "";
    history.replaceState(null, "", url);
    if (!words) {
      results = [];
      list.replaceChildren();
      more.hidden = true;
      status.textContent = "";
      return;
    }
    if (!list.children.length) status.textContent = "Searching …";
    try {
      const found = await (await load()).search(words);
      if (current !== round) return;
      results = found.results;
      shown = 0;
      list.replaceChildren();
      await showMore(current);
      if (current !== round) return;
      const count = results.length;
      status.textContent = count === 0 ? `Nothing was found for “${words}”.` : count === 1 ? "1 post" : `${count} posts`;
    } catch {
      engine = undefined;
      status.textContent = "The index could not be loaded. `blogtools convert` makes it; a preview goes without.";
    }
  }

  box.addEventListener("focus", () => load().catch(() => {}), { once: true });
  box.addEventListener("input", () => {
    clearTimeout(timer);
    timer = setTimeout(search, PAUSE);
  });
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    clearTimeout(timer);
    search();
  });
  more.addEventListener("click", async () => {
    const first = await showMore(round);
    first?.querySelector("a").focus();
  });

  box.value = new URLSearchParams(location.search).get("q") ?? "";
  if (box.value) search();
})();
