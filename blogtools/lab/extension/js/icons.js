// The extension's icons, 16 pixels wide, in JupyterLab's colors.
import { uiComponents } from "./shared.js";

/**
 * @param {string} name
 * @param {string} shapes SVG content for a 16 by 16 view box
 */
function icon(name, shapes) {
  const svgstr =
    '<svg xmlns="http://www.w3.org/2000/svg" width="16" viewBox="0 0 16 16" fill="none" stroke-width="1.4" ' +
    // The class is on a group, because JupyterLab overwrites the class of the SVG element.
    `stroke-linecap="round" stroke-linejoin="round"><g class="blogtools-icon">${shapes}</g></svg>`;
  return new uiComponents.LabIcon({ name: `blogtools:${name}`, svgstr });
}

export const icons = {
  post: icon("post", '<path d="M3 1.7h7l3 3v9.6H3z"/><path d="M5.5 6.2h5M5.5 8.7h5M5.5 11.2h3"/>'),
  preview: icon("preview", '<rect x="1.7" y="2.2" width="12.6" height="11.6" rx="1.2"/><path d="M8 2.2v11.6M10 5.2h2.3M10 7.7h2.3M10 10.2h2.3"/>'),
  publish: icon("publish", '<path d="M8 10.5V2.2M4.8 5.2 8 2l3.2 3.2M2.5 9.5v4.3h11V9.5"/>'),
  pin: icon("pin", '<path d="M5.5 1.8h5M6.3 1.8v4.4L4.2 9h7.6L9.7 6.2V1.8M8 9v5.2"/>'),
  desktop: icon("desktop", '<rect x="1.5" y="2.5" width="13" height="8.5" rx="1"/><path d="M8 11v2.5M5.3 13.5h5.4"/>'),
  tablet: icon("tablet", '<rect x="3" y="1.5" width="10" height="13" rx="1.2"/><path d="M7 12.3h2"/>'),
  phone: icon("phone", '<rect x="4.5" y="1.5" width="7" height="13" rx="1.2"/><path d="M7.3 12.3h1.4"/>'),
  theme: icon("theme", '<circle cx="8" cy="8" r="5.8"/><path d="M8 2.2a5.8 5.8 0 0 1 0 11.6z" class="blogtools-filled"/>'),
  readers: icon("readers", '<path d="M1.5 8s2.4-4.3 6.5-4.3S14.5 8 14.5 8 12.1 12.3 8 12.3 1.5 8 1.5 8z"/><circle cx="8" cy="8" r="2"/>'),
  open: icon("open", '<path d="M6.5 3H3v10h10V9.5M9.2 2.8h4v4M13 3 7.5 8.5"/>'),
  remove: icon("remove", '<path d="m4.5 4.5 7 7M11.5 4.5l-7 7"/>'),
};
