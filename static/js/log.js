// Comforts on the form of a contact; each works without this file too.
(() => {
  "use strict";
  const UNSEEN = "not_observed";

  // A number and an answer rule each other out, and an empty box is "not seen" again.
  // Without this the server asks about a number beside an answer.
  for (const group of document.querySelectorAll("[data-number-or-answer]")) {
    const number = group.querySelector("input[type=text]");
    const answers = [...group.querySelectorAll("input[type=radio]")];
    const unseen = answers.find((answer) => answer.value === UNSEEN);
    const followNumber = () => {
      const isEmpty = number.value.trim() === "";
      for (const answer of answers) {
        if (!isEmpty) answer.checked = false;
      }
      if (isEmpty && unseen && !answers.some((answer) => answer.checked)) unseen.checked = true;
    };
    number.addEventListener("input", followNumber);
    number.addEventListener("change", followNumber);
    for (const answer of answers) {
      answer.addEventListener("change", () => {
        number.value = "";
      });
    }
  }

  const choose = (answer) => {
    answer.checked = true;
    answer.dispatchEvent(new Event("change", { bubbles: true }));
  };

  // One key answers the norm that has the focus; nowhere else, and never while something is typed.
  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.altKey || event.metaKey || event.target.type !== "radio") return;
    const norm = event.target.closest("[data-norm]");
    const answer = norm?.querySelector(`[data-key="${CSS.escape(event.key.toLowerCase())}"]`);
    if (!answer) return;
    event.preventDefault();
    choose(answer);
    answer.focus();
  });

  // "All in order" answers what is shown and left alone; nothing is noted by it.
  for (const button of document.querySelectorAll("[data-all-in-order]")) {
    const words = document.querySelector("[data-filled]");
    button.addEventListener("click", (event) => {
      event.preventDefault();
      for (const norm of button.form.querySelectorAll("[data-norm]")) {
        const chosen = norm.querySelector("input[type=radio]:checked");
        const met = norm.querySelector("[data-in-order]");
        if (met && norm.checkVisibility() && chosen?.value === UNSEEN) choose(met);
      }
      words.textContent = words.dataset.filled;
    });
  }

  // A stopwatch beside a box for seconds: start, stop, and the whole seconds stand in the box.
  for (const watch of document.querySelectorAll("[data-stopwatch]")) {
    const button = watch.querySelector("button");
    const number = watch.querySelector("input");
    const start = button.textContent;
    let startedAt = null;
    let ticking = 0;
    const seconds = () => Math.floor((performance.now() - startedAt) / 1000);
    const show = () => {
      button.textContent = `${button.dataset.stop} (${seconds()})`;
    };
    button.hidden = false;
    button.addEventListener("click", () => {
      if (startedAt === null) {
        startedAt = performance.now();
        show();
        ticking = setInterval(show, 250);
        return;
      }
      clearInterval(ticking);
      number.value = String(seconds());
      number.dispatchEvent(new Event("change", { bubbles: true }));
      startedAt = null;
      button.textContent = start;
    });
  }

  for (const details of document.querySelectorAll("[data-moment]")) {
    const words = details.querySelector("[data-moment-words]");
    const day = details.querySelector("[name=on]");
    const hour = details.querySelector("[name=at]");
    // What the closed date and time say follows what is filled in.
    const style = { weekday: "short", day: "numeric", month: "short", hour: "2-digit", minute: "2-digit" };
    const tell = () => {
      delete details.dataset.now;
      const moment = new Date(`${day.value}T${hour.value}`);
      if (Number.isNaN(moment.valueOf())) return;
      words.textContent = moment.toLocaleString(document.documentElement.lang, style).replace(",", "");
    };
    day.addEventListener("change", tell);
    hour.addEventListener("change", tell);
    // "Now" is when the contact is saved, not when the page was opened: a page may stand open for
    // an hour. The server's clock, moved on by what went by here; this one may be wrong.
    const openedAt = Date.now();
    const amsterdam = new Intl.DateTimeFormat("sv-SE", { timeZone: "Europe/Amsterdam", dateStyle: "short", timeStyle: "short" });
    details.closest("form").addEventListener("submit", () => {
      if (!details.dataset.now) return;
      const now = new Date(new Date(details.dataset.now).valueOf() + Date.now() - openedAt);
      [day.value, hour.value] = amsterdam.format(now).split(" ");
    });
  }

  // What is offered for a short while only.
  for (const offer of document.querySelectorAll("[data-gone-after]")) {
    setTimeout(() => offer.remove(), Number(offer.dataset.goneAfter) * 1000);
  }

  // Where there is a keyboard it can begin at once; a wrong form starts at its errors.
  const first = document.querySelector("[data-all-in-order]")?.form.querySelector("[data-norm]");
  if (first && matchMedia("(pointer: fine)").matches && !document.querySelector("[data-focus]")) {
    // What was just noted stands above it, and stays in sight.
    first.querySelector("input[type=text], input:checked")?.focus({ preventScroll: true });
  }
})();
