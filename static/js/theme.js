// Light, dark, or what the system says. Loaded in the head, before the first paint, so nothing flashes.
// Without JavaScript the style sheets follow the system by themselves.
(() => {
  "use strict";
  const KEY = "klantgedrag-theme";
  const root = document.documentElement;
  root.classList.add("js");

  const stored = () => {
    try {
      return localStorage.getItem(KEY);
    } catch {
      return null; // storage may be switched off
    }
  };
  const keep = (choice) => {
    try {
      localStorage.setItem(KEY, choice);
    } catch {
      // then the choice holds for this page only
    }
  };
  const show = (choice) => {
    if (choice === "light" || choice === "dark") {
      root.dataset.bsTheme = choice;
    } else {
      delete root.dataset.bsTheme;
    }
    for (const button of document.querySelectorAll("[data-theme]")) {
      button.setAttribute("aria-pressed", String(button.dataset.theme === (choice || "auto")));
    }
    // Charts draw their colours themselves and listen for this.
    document.dispatchEvent(new CustomEvent("klantgedrag:theme"));
  };

  show(stored());
  matchMedia("(prefers-color-scheme: dark)").addEventListener("change", () => show(stored()));
  addEventListener("storage", (event) => event.key === KEY && show(event.newValue));

  document.addEventListener("DOMContentLoaded", () => {
    for (const group of document.querySelectorAll("[data-theme-choice]")) {
      group.hidden = false;
    }
    for (const button of document.querySelectorAll("[data-theme]")) {
      button.addEventListener("click", () => {
        keep(button.dataset.theme);
        show(button.dataset.theme);
      });
    }
    show(stored());
  });
})();
