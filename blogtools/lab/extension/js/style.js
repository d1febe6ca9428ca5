// Loads the extension's style sheets.

const SHEETS = ["preview.css", "panel.css", "dialogs.css", "cells.css"];

export function addStyle() {
  for (const name of SHEETS) {
    const link = document.createElement("link");
    link.rel = "stylesheet";
    link.href = new URL(`../style/${name}`, import.meta.url).href;
    document.head.append(link);
  }
}
