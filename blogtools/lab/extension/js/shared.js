// JupyterLab's shared packages. The container sets these before any other module of the extension is loaded; packages
// that the host lacks (Jupyter Notebook has fewer) stay undefined.

/** @type {typeof import("@jupyterlab/application")} */
export let application;
/** @type {typeof import("@jupyterlab/apputils")} */
export let apputils;
/** @type {typeof import("@jupyterlab/completer")} */
export let completer;
/** @type {typeof import("@jupyterlab/coreutils")} */
export let coreutils;
/** @type {typeof import("@jupyterlab/filebrowser")} */
export let filebrowser;
/** @type {typeof import("@jupyterlab/launcher")} */
export let launcher;
/** @type {typeof import("@jupyterlab/mainmenu")} */
export let mainmenu;
/** @type {typeof import("@jupyterlab/notebook")} */
export let notebook;
/** @type {typeof import("@jupyterlab/services")} */
export let services;
/** @type {typeof import("@jupyterlab/settingregistry")} */
export let settingregistry;
/** @type {typeof import("@jupyterlab/ui-components")} */
export let uiComponents;
/** @type {typeof import("@lumino/messaging")} */
export let messaging;
/** @type {typeof import("@lumino/signaling")} */
export let signaling;
/** @type {typeof import("@lumino/widgets")} */
export let widgets;

/**
 * Take the packages that JupyterLab shares.
 * @param {any} scope name to version to `{ get, loaded }`
 */
export async function take(scope) {
  const find = (/** @type {string} */ name) => get(scope, name);
  [
    application,
    apputils,
    completer,
    coreutils,
    filebrowser,
    launcher,
    mainmenu,
    notebook,
    services,
    settingregistry,
    uiComponents,
    messaging,
    signaling,
    widgets,
  ] = await Promise.all([
    find("@jupyterlab/application"),
    find("@jupyterlab/apputils"),
    find("@jupyterlab/completer"),
    find("@jupyterlab/coreutils"),
    find("@jupyterlab/filebrowser"),
    find("@jupyterlab/launcher"),
    find("@jupyterlab/mainmenu"),
    find("@jupyterlab/notebook"),
    find("@jupyterlab/services"),
    find("@jupyterlab/settingregistry"),
    find("@jupyterlab/ui-components"),
    find("@lumino/messaging"),
    find("@lumino/signaling"),
    find("@lumino/widgets"),
  ]);
}

/**
 * Get the version of a package that is in use; other extensions may offer versions that are not loaded.
 * @param {any} scope
 * @param {string} name
 */
async function get(scope, name) {
  const versions = Object.values(scope[name] ?? {});
  const version = versions.find((one) => one.loaded) ?? versions[0];
  return version && (await version.get())();
}
