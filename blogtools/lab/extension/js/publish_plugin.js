// Commands for publishing.
import { apputils, filebrowser, notebook } from "./shared.js";
import { icons } from "./icons.js";
import { openLivePage } from "./live_tab.js";
import { openPost } from "./post.js";
import { publishBlog, publishPost } from "./publish.js";

/** @type {import("@jupyterlab/application").JupyterFrontEndPlugin<void>} */
export const publishPlugin = {
  id: "blogtools:publish",
  description: "Publishes posts and blogs, and opens live pages.",
  autoStart: true,
  requires: [notebook.INotebookTracker],
  optional: [apputils.ICommandPalette, filebrowser.IDefaultFileBrowser],
  activate,
};

/**
 * @param {import("@jupyterlab/application").JupyterFrontEnd} app
 * @param {import("@jupyterlab/notebook").INotebookTracker} tracker
 * @param {import("@jupyterlab/apputils").ICommandPalette | null} palette
 * @param {import("@jupyterlab/filebrowser").IDefaultFileBrowser | null} browser
 */
function activate(app, tracker, palette, browser) {
  const isEnabled = () => tracker.currentWidget !== null;
  app.commands.addCommand("blogtools:publish-post", {
    label: "Publish Post",
    caption: "Save this notebook, and build its page and the lists of the blog",
    icon: icons.publish,
    isEnabled,
    execute: async () => {
      if (tracker.currentWidget) await publishPost(app, tracker.currentWidget);
    },
  });
  app.commands.addCommand("blogtools:publish-blog", {
    label: "Publish Blog …",
    caption: "Review what would change for readers, and publish it",
    icon: icons.publish,
    execute: async () => {
      const panel = tracker.currentWidget;
      const path = panel ? openPost(panel).notebookPath : (browser?.model.path ?? "");
      await publishBlog(path, tracker.filter(() => true));
    },
  });
  app.commands.addCommand("blogtools:open-live-page", {
    label: "Open Live Page",
    caption: "Open the page of this notebook in a new tab, with its scripts",
    icon: icons.open,
    isEnabled,
    execute: async () => {
      if (tracker.currentWidget) await openLivePage(tracker.currentWidget);
    },
  });
  for (const command of ["blogtools:publish-post", "blogtools:publish-blog", "blogtools:open-live-page"]) {
    palette?.addItem({ command, category: "Blog" });
  }
}
