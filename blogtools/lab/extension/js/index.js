// The table of plugins that JupyterLab gets.
import { panelPlugin } from "./panel_plugin.js";
import { previewPlugin } from "./preview_plugin.js";
import { addStyle } from "./style.js";

addStyle();

export default [previewPlugin, panelPlugin];
