// Saves a notebook, with everything that its author has typed.
import { openPost } from "./post.js";

/** @typedef {import("@jupyterlab/notebook").NotebookPanel} NotebookPanel */

/** @param {NotebookPanel} panel */
export function isReadOnly(panel) {
  return panel.context.contentsModel?.writable === false;
}

/**
 * Write what is typed in the panel to the notebook, and save it. JupyterLab itself reports errors of the file.
 * @param {NotebookPanel} panel
 * @returns {Promise<string[] | null>} what cannot be written to the notebook; null if the file cannot be saved
 */
export async function save(panel) {
  const refusals = await openPost(panel).written(true);
  if (isReadOnly(panel)) return refusals;
  try {
    await panel.context.save();
    return refusals;
  } catch (error) {
    console.warn("blogtools: the notebook cannot be saved", error);
    return null;
  }
}
