// Small comforts every page shares; each works without this file too.
(() => {
  "use strict";
  // An open menu closes on Escape and on a click beside it.
  const menus = document.querySelectorAll("details.menu");
  document.addEventListener("click", (event) => {
    for (const menu of menus) {
      if (!menu.contains(event.target)) menu.open = false;
    }
  });
  document.addEventListener("keydown", (event) => {
    if (event.key !== "Escape") return;
    for (const menu of menus) {
      if (menu.open) {
        menu.open = false;
        menu.querySelector("summary").focus();
      }
    }
  });

  // A counter gets its minus and plus; without them it is a plain number field.
  for (const counter of document.querySelectorAll("[data-counter]")) {
    const input = counter.querySelector("input");
    for (const button of counter.querySelectorAll("[data-step]")) {
      button.hidden = false;
      button.addEventListener("click", () => {
        const lowest = input.min === "" ? 0 : Number(input.min);
        const next = input.value === "" ? Math.max(0, Number(button.dataset.step)) : Number(input.value) + Number(button.dataset.step);
        input.value = String(Math.max(lowest, next));
        input.dispatchEvent(new Event("change", { bubbles: true }));
      });
    }
  }

  // Contacts that still wait for a connection do not stay behind in a browser that others use.
  for (const form of document.querySelectorAll("[data-log-out]")) {
    form.addEventListener("submit", () => {
      try {
        const prefix = `klantgedrag-draft-${form.dataset.logOut}-`;
        for (const key of Object.keys(localStorage)) {
          if (key.startsWith(prefix)) localStorage.removeItem(key);
        }
      } catch {
        // storage may be switched off; then nothing was kept
      }
    });
  }

  // A redirect would inherit the place on the page that a line of the list of errors led to.
  document.addEventListener("submit", () => {
    if (location.hash) history.replaceState(history.state, "", location.pathname + location.search);
  }, true);

  // A wrong form starts at its list of errors, also where the address still says #main because the
  // skip link was used: the browser would go there afterwards.
  const start = document.querySelector("[data-focus]");
  if (start) {
    history.replaceState(history.state, "", location.pathname + location.search);
    start.focus();
  }
})();
