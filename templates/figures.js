// Draws the figures of a page when they are about to scroll into view. Until then, without scripts, and in print, the
// page shows their still or description. A classic script, so that pages also work when opened from disk.
"use strict";

(() => {
  const root = document.documentElement;
  const night = matchMedia("(prefers-color-scheme: dark)");
  const still = matchMedia("(prefers-reduced-motion: reduce)");
  const drawn = [];

  // Scripts and data ----------------------------------------------------------------------------------------------------

  const loading = new Map();

  function load(url) {
    if (!loading.has(url)) {
      loading.set(
        url,
        new Promise((resolve, reject) => {
          const script = document.createElement("script");
          script.src = url;
          script.onload = resolve;
          script.onerror = () => {
            loading.delete(url);
            script.remove();
            reject(new Error(`${url} could not be loaded`));
          };
          document.head.append(script);
        })
      );
    }
    return loading.get(url);
  }

  async function specification(figure) {
    const { name, source } = figure.dataset;
    if (!name) return figure.querySelector(":scope > script").textContent;
    await load(source);
    return JSON.stringify(window.blogtoolsFigures[name]);
  }

  // The page's colors ---------------------------------------------------------------------------------------------------

  const isDark = () => (root.dataset.theme ? root.dataset.theme === "dark" : night.matches);

  // A color as displayed: custom properties hold a light and a dark one.
  function color(name) {
    const probe = document.createElement("i");
    probe.style.color = `var(${name})`;
    document.body.append(probe);
    const value = getComputedStyle(probe).color;
    probe.remove();
    return value;
  }

  // Libraries -----------------------------------------------------------------------------------------------------------

  // Each draws a specification (as text, parsed anew for each drawing) into a box and, if the figure follows the page's
  // colors, returns a function to call when they change.

  async function plotly(text, box) {
    const draw = () => {
      const { data, layout, config } = JSON.parse(text);
      const isPlain = !/color"/.test(JSON.stringify({ ...layout, template: 0, coloraxis: 0 }));
      const clear = "rgba(0,0,0,0)";
      const look = isPlain ? ((layout.template ??= {}).layout ??= {}) : {};
      look.paper_bgcolor = clear;
      if (isDark()) {
        const [ink, line] = [color("--ink"), color("--line")];
        Object.assign(look, { plot_bgcolor: clear, font: { ...look.font, color: ink } });
        const scene = (look.scene ??= {});
        for (const axes of [look, scene]) {
          for (const name of ["xaxis", "yaxis", "zaxis"]) {
            axes[name] = { ...axes[name], backgroundcolor: clear, gridcolor: line, linecolor: line, zerolinecolor: line };
          }
        }
        delete look.zaxis;
        for (const name of ["xaxis", "yaxis"]) delete look[name].backgroundcolor;
      }
      box.classList.toggle("figure-on-light", !isPlain);
      layout.height ??= box.clientHeight;
      if (layout.width > box.clientWidth) delete layout.width;
      if (!layout.width) layout.autosize = true;
      if (still.matches) layout.transition = { duration: 0 };
      return Plotly.react(box, data, layout, { ...config, responsive: true, displaylogo: false });
    };
    await draw();
    const { frames } = JSON.parse(text);
    if (frames) await Plotly.addFrames(box, frames);
    return draw;
  }

  async function vega(text, box) {
    // Figures with their own background, or with black in them, were made for a light page.
    const isPlain = !/"background"|"black"|"#0{3,6}"/.test(text);
    const renderer = text.length > 500_000 ? "canvas" : "svg";
    const actions = { export: true, source: false, compiled: false, editor: false };
    let view;
    const draw = async () => {
      const specification = JSON.parse(text);
      if (typeof specification.width === "number" && specification.width > box.clientWidth && "mark" in specification) {
        specification.width = "container";
      }
      const theme = isDark() && isPlain ? { theme: "dark" } : {};
      box.classList.toggle("figure-on-light", !isPlain);
      view?.finalize();
      const config = isPlain ? { background: "transparent" } : {};
      view = await vegaEmbed(box, specification, { renderer, actions, config, ...theme });
      // Its menu is an image without an accessible name.
      box.querySelector("summary")?.setAttribute("aria-label", "Save the figure");
    };
    await draw();
    return draw;
  }

  let places = 0;

  async function bokeh(text, box) {
    const { document: content, item } = JSON.parse(text);
    box.classList.add("figure-on-light");
    const roots = {};
    for (const id of Object.keys(item.roots)) {
      const place = document.createElement("div");
      place.id = `bokeh-figure-${++places}`;
      place.className = "bokeh-place";
      box.append(place);
      roots[id] = place.id;
    }
    await Bokeh.embed.embed_items({ figure: content }, [{ ...item, docid: "figure", roots }]);
    return null;
  }

  const libraries = { plotly, vega, bokeh };

  // Figures -------------------------------------------------------------------------------------------------------------

  async function show(figure) {
    const box = document.createElement("div");
    box.className = "figure-drawing";
    figure.append(box);
    try {
      const text = await specification(figure);
      for (const url of figure.dataset.scripts.split(" ")) await load(url);
      const draw = await libraries[figure.dataset.kind](text, box);
      if (draw) drawn.push(draw);
      figure.dataset.state = "drawn";
    } catch (error) {
      console.error(error);
      box.remove();
      const note = document.createElement("p");
      note.className = "figure-note";
      note.textContent = "The interactive figure could not be drawn here.";
      figure.append(note);
    }
  }

  function follow() {
    for (const draw of drawn) draw();
  }

  const near = new IntersectionObserver(
    (entries) => {
      for (const entry of entries) {
        if (!entry.isIntersecting) continue;
        near.unobserve(entry.target);
        show(entry.target);
      }
    },
    { rootMargin: "400px 0px" }
  );
  for (const figure of document.querySelectorAll(".live-figure")) near.observe(figure);
  night.addEventListener("change", follow);
  new MutationObserver(follow).observe(root, { attributeFilter: ["data-theme"] });
})();
