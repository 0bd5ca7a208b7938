// On the form of a contact a number and "n/a" or "not seen" rule each other out.
// Without this file the server asks about a number beside "n/a".
(() => {
  "use strict";
  for (const group of document.querySelectorAll("[data-number-or-answer]")) {
    const number = group.querySelector("input[type=text]");
    const answers = group.querySelectorAll("input[type=radio]");
    const clearAnswers = () => {
      if (number.value.trim() === "") return;
      for (const answer of answers) answer.checked = false;
    };
    number.addEventListener("input", clearAnswers);
    number.addEventListener("change", clearAnswers);
    for (const answer of answers) {
      answer.addEventListener("change", () => {
        number.value = "";
      });
    }
  }
})();
