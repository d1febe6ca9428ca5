// The extension's plugins.
import { cellsPlugin } from "./cells_plugin.js";
import { completionPlugin } from "./completion_plugin.js";
import { exportersPlugin } from "./exporters_plugin.js";
import { newPostPlugins } from "./new_post_plugin.js";
import { panelPlugin } from "./panel_plugin.js";
import { previewPlugin } from "./preview_plugin.js";
import { publishPlugin } from "./publish_plugin.js";
import { addStyle } from "./style.js";

addStyle();

export default [previewPlugin, panelPlugin, cellsPlugin, completionPlugin, ...newPostPlugins, publishPlugin, exportersPlugin];
