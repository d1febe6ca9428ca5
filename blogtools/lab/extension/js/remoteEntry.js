// The door that JupyterLab knocks at: a container as module federation defines it, written by hand.
//
// JupyterLab loads this file as a classic script, calls `init` with the packages that it shares (name to version to a
// way of getting it), and then `get("./extension")`, which promises a function that gives the module with the plugins.
// The module and all that it imports are plain ES modules beside this file; nothing is bundled, so what the browser
// runs is what stands here. JupyterLab serves this folder with `no-cache`; what lies in a folder called `static` it
// would keep for a year.
"use strict";

(() => {
  const here = /** @type {HTMLScriptElement} */ (document.currentScript).src;
  /** @type {any} */
  let packages = {};
  /** @type {any} */
  const lab = window;

  lab._JUPYTERLAB ??= {};
  lab._JUPYTERLAB.blogtools = {
    /** @param {any} scope */
    init(scope) {
      packages = scope;
    },
    /** @param {string} name */
    async get(name) {
      if (name !== "./extension") throw new Error(`blogtools has no module ${name}`);
      const shared = await import(new URL("shared.js", here).href);
      await shared.take(packages);
      const module = await import(new URL("index.js", here).href);
      // A copy, since JupyterLab notes on it which extension it is of, and a module cannot be written to.
      return () => ({ __esModule: true, ...module });
    },
  };
})();
