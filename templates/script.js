// Everything here is an extra: pages read well without it.
(function () {
  "use strict";
  var root = document.documentElement;

  function button(label, name) {
    var element = document.createElement("button");
    element.type = "button";
    element.className = name;
    element.textContent = label;
    return element;
  }

  // The switch between light and dark; the choice is kept, and set before the page is drawn (see base.html.j2).
  var dark = window.matchMedia("(prefers-color-scheme: dark)");
  function isDark() {
    return root.dataset.theme ? root.dataset.theme === "dark" : dark.matches;
  }
  var theme = button("", "theme-switch");
  function label() {
    theme.textContent = isDark() ? "Light" : "Dark";
    theme.setAttribute("aria-label", "Switch to the " + theme.textContent.toLowerCase() + " theme");
  }
  theme.addEventListener("click", function () {
    root.dataset.theme = isDark() ? "light" : "dark";
    try {
      localStorage.setItem("theme", root.dataset.theme);
    } catch (error) {
      // Storage may be forbidden; the choice then lasts for this page.
    }
    label();
  });
  dark.addEventListener("change", label);
  label();
  document.querySelector(".site-header").append(theme);

  // A copy button on each block of code.
  if (navigator.clipboard) {
    document.querySelectorAll("pre.code").forEach(function (block) {
      var copy = button("Copy", "copy");
      copy.setAttribute("aria-label", "Copy this code");
      copy.addEventListener("click", function () {
        navigator.clipboard.writeText(block.querySelector("code").textContent).then(function () {
          copy.textContent = "Copied";
          setTimeout(function () {
            copy.textContent = "Copy";
          }, 1500);
        });
      });
      var frame = document.createElement("div");
      frame.className = "code-frame";
      block.replaceWith(frame);
      frame.append(block, copy);
    });
  }

  // The contents stand open beside the text where there is room, and mark the section being read.
  var contents = document.querySelector(".contents details");
  if (contents) {
    var wide = window.matchMedia("(min-width: 79rem)");
    var fit = function () {
      contents.open = wide.matches;
    };
    wide.addEventListener("change", fit);
    fit();
    var links = {};
    contents.querySelectorAll("a").forEach(function (link) {
      links[decodeURIComponent(link.hash.slice(1))] = link;
    });
    var current;
    var observer = new IntersectionObserver(
      function (entries) {
        entries.forEach(function (entry) {
          if (entry.isIntersecting && links[entry.target.id]) {
            if (current) current.removeAttribute("aria-current");
            current = links[entry.target.id];
            current.setAttribute("aria-current", "true");
          }
        });
      },
      { rootMargin: "0px 0px -70% 0px" }
    );
    Object.keys(links).forEach(function (id) {
      var heading = document.getElementById(id);
      if (heading) observer.observe(heading);
    });
  }

  // A link into a folded cell opens it.
  function reveal() {
    var target = location.hash && document.getElementById(decodeURIComponent(location.hash.slice(1)));
    for (var fold = target && target.closest("details"); fold; fold = fold.parentElement.closest("details")) fold.open = true;
  }
  window.addEventListener("hashchange", reveal);
  reveal();
})();
