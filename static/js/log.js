// Comforts on the form of a contact; each works without this file too.
(() => {
  "use strict";
  // A number and "n/a" or "not seen" rule each other out, and an empty box is "not seen" again.
  // Without this the server asks about a number beside "n/a".
  for (const group of document.querySelectorAll("[data-number-or-answer]")) {
    const number = group.querySelector("input[type=text]");
    const answers = [...group.querySelectorAll("input[type=radio]")];
    const unseen = answers.find((answer) => answer.value === "not_observed");
    const quick = [...group.querySelectorAll("[data-quick] button")];
    const mark = () => {
      for (const button of quick) {
        button.setAttribute("aria-pressed", String(number.value.trim() === button.value));
      }
    };
    const followNumber = () => {
      const isEmpty = number.value.trim() === "";
      for (const answer of answers) {
        if (!isEmpty) answer.checked = false;
      }
      if (isEmpty && unseen && !answers.some((answer) => answer.checked)) unseen.checked = true;
      mark();
    };
    number.addEventListener("input", followNumber);
    number.addEventListener("change", followNumber);
    for (const answer of answers) {
      answer.addEventListener("change", () => {
        number.value = "";
        mark();
      });
    }
    for (const button of quick) {
      button.hidden = false;
      button.addEventListener("click", () => {
        number.value = button.value;
        followNumber();
      });
    }
    mark();
  }

  // What the closed date and time say follows what is filled in.
  for (const details of document.querySelectorAll("[data-moment]")) {
    const words = details.querySelector("[data-moment-words]");
    const day = details.querySelector("[name=on]");
    const hour = details.querySelector("[name=at]");
    const style = { weekday: "short", day: "numeric", month: "short", hour: "2-digit", minute: "2-digit" };
    const tell = () => {
      const moment = new Date(`${day.value}T${hour.value}`);
      if (Number.isNaN(moment.valueOf())) return;
      words.textContent = moment.toLocaleString(document.documentElement.lang, style).replace(",", "");
    };
    day.addEventListener("change", tell);
    hour.addEventListener("change", tell);
  }
})();
