// The extension's entry point: a module federation container, written by hand.
//
// JupyterLab loads this file as a classic script, calls `init` with the packages that it shares (name to version to
// getter), and then `get("./extension")`, which resolves to a factory of the module with the plugins. That module and
// its imports are plain ES modules beside this file; nothing is bundled, so the browser runs exactly these files.
// JupyterLab serves this folder with `no-cache`; files in a folder named `static` would be cached for a year.
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
      // A copy, because JupyterLab sets a property on it and module objects are read-only.
      return () => ({ __esModule: true, ...module });
    },
  };
})();
