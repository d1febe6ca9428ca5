// The style sheet of the extension, beside its modules.

export function addStyle() {
  const link = document.createElement("link");
  link.rel = "stylesheet";
  link.href = new URL("../style/index.css", import.meta.url).href;
  document.head.append(link);
}
