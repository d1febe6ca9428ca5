// The toolbar of the preview: name of the notebook, page width, theme, pin.
import { signaling } from "./shared.js";
import { icons } from "./icons.js";

/** Widths of the page in CSS pixels; 0 takes the full width. */
export const WIDTHS = { desktop: 0, tablet: 768, phone: 390 };
/** Themes of the page and their labels. */
const THEMES = { auto: "as JupyterLab", light: "light", dark: "dark" };

/** @typedef {keyof typeof WIDTHS} Device */
/** @typedef {keyof typeof THEMES} Theme */

/**
 * View of the page, which is restored with the window.
 * @typedef {{device: Device, theme: Theme, isPinned: boolean}} View
 */

export class PreviewBar {
  /**
   * @param {Partial<View>} view
   * @param {() => void} openLivePage
   */
  constructor(view, openLivePage) {
    /** @type {View} */
    this.view = {
      device: view.device && view.device in WIDTHS ? view.device : "desktop",
      theme: view.theme && view.theme in THEMES ? view.theme : "auto",
      isPinned: view.isPinned === true,
    };
    /** The view has changed. @type {import("@lumino/signaling").Signal<PreviewBar, void>} */
    this.changed = new signaling.Signal(this);
    this.node = document.createElement("div");
    this.node.className = "blogtools-bar";
    this.node.setAttribute("role", "toolbar");
    this.node.setAttribute("aria-label", "Preview");
    // Keeps the notebook the active panel, so that new tabs open beside it and not over the preview.
    this.node.addEventListener("mousedown", (event) => event.preventDefault());
    this.name = document.createElement("span");
    this.name.className = "blogtools-bar-name";
    const devices = document.createElement("span");
    devices.className = "blogtools-bar-group";
    this.devices = /** @type {Device[]} */ (Object.keys(WIDTHS)).map((device) => {
      const button = makeButton(icons[device], () => this._look({ device }));
      button.dataset.device = device;
      label(button, `As on a ${device}`);
      return button;
    });
    devices.append(...this.devices);
    this.theme = makeButton(icons.theme, () => {
      const order = /** @type {Theme[]} */ (Object.keys(THEMES));
      this._look({ theme: order[(order.indexOf(this.view.theme) + 1) % order.length] });
    });
    this.pin = makeButton(icons.pin, () => this._look({ isPinned: !this.view.isPinned }));
    label(this.pin, "Stay with this notebook");
    const open = makeButton(icons.open, openLivePage);
    label(open, "Open the live page in a new tab");
    this.node.append(this.name, devices, this.theme, this.pin, open);
    this._refresh();
  }

  /**
   * Set the notebook that is shown.
   * @param {string} name
   * @param {string} path
   */
  setNotebook(name, path) {
    this.name.textContent = name;
    this.name.title = path;
  }

  /** @param {Partial<View>} view */
  _look(view) {
    this.view = { ...this.view, ...view };
    this._refresh();
    this.changed.emit();
  }

  _refresh() {
    const { device, theme, isPinned } = this.view;
    for (const button of this.devices) press(button, button.dataset.device === device);
    label(this.theme, `Light or dark: ${THEMES[theme]}`);
    this.theme.dataset.theme = theme;
    press(this.theme, theme !== "auto");
    press(this.pin, isPinned);
  }
}

/**
 * @param {import("@jupyterlab/ui-components").LabIcon} icon
 * @param {() => void} act
 */
function makeButton(icon, act) {
  const button = document.createElement("button");
  button.type = "button";
  button.append(icon.element({ width: "16px", height: "16px" }));
  button.addEventListener("click", act);
  return button;
}

/**
 * @param {HTMLElement} button
 * @param {string} text
 */
function label(button, text) {
  button.title = text;
  button.setAttribute("aria-label", text);
}

/**
 * @param {HTMLElement} button
 * @param {boolean} isOn
 */
function press(button, isOn) {
  button.setAttribute("aria-pressed", String(isOn));
}
