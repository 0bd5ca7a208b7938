// A contact that is saved while the connection fails is kept in this browser, for this user only,
// and sent once there is one. Its submission key makes the server note it once, however often it
// arrives; its date and time go with it. Without this file the form is sent as any form is.
(() => {
  "use strict";
  const EVERY = 15_000;
  const PATIENCE = 15_000;
  const form = document.querySelector("[data-draft]");
  const box = document.querySelector("[data-drafts]");
  if (!form || !box) return;
  const prefix = `klantgedrag-draft-${form.dataset.draft}-`;
  const look = box.querySelector("[data-look]");
  let isSending = false;

  const keyOf = (draft) => prefix + draft.fields.find(([name]) => name === "submission_key")[1];
  const waiting = () => Object.keys(localStorage).filter((key) => key.startsWith(prefix));
  const keep = (draft) => {
    try {
      localStorage.setItem(keyOf(draft), JSON.stringify(draft));
      return true;
    } catch {
      return false; // storage may be full or switched off
    }
  };

  // Says what waits, or nothing.
  const say = (words) => {
    const count = waiting().length;
    box.hidden = !words;
    box.querySelector("[data-words]").textContent = words ? box.dataset[words] : "";
    box.querySelector("[data-waiting]").hidden = words !== "kept";
    box.querySelector("[data-count]").textContent = String(count);
    look.hidden = words !== "refused";
  };

  // Where to go next; or "cut" (try again), "refused" (look at it), "away" (log in first).
  const send = async (draft, how) => {
    const body = new FormData();
    for (const [name, value] of draft.fields) body.append(name, value);
    body.set("csrfmiddlewaretoken", form.elements.csrfmiddlewaretoken.value);
    const options = { method: "POST", body, headers: { "X-Draft": how }, signal: AbortSignal.timeout(PATIENCE) };
    try {
      const response = await fetch(draft.action, options);
      if (response.redirected) return { is: "away" };
      if (response.status >= 500 || response.status === 429) return { is: "cut" };
      if (!response.ok) return { is: "refused" };
      const { next } = await response.json();
      return next ? { is: "noted", next } : { is: "refused" };
    } catch {
      return { is: "cut" };
    }
  };

  // An empty form with a key of its own, for the next contact.
  const clear = () => {
    for (const field of form.querySelectorAll("input[type=text], textarea, select[name=employee]")) field.value = "";
    for (const answer of form.querySelectorAll("[data-norm] input[type=radio]")) answer.checked = answer.value === "not_observed";
    const bytes = crypto.getRandomValues(new Uint8Array(16));
    bytes[6] = (bytes[6] & 0x0f) | 0x40;
    bytes[8] = (bytes[8] & 0x3f) | 0x80;
    form.elements.submission_key.value = [...bytes].map((byte) => byte.toString(16).padStart(2, "0")).join("");
    form.querySelector("[data-norm] input:checked")?.focus();
  };

  form.addEventListener("submit", async (event) => {
    if (event.submitter?.name) return; // to another place: nothing is noted
    event.preventDefault();
    if (isSending) return;
    const fields = [...new FormData(form)].filter(([name]) => name !== "csrfmiddlewaretoken");
    const draft = { action: form.action, fields };
    if (!keep(draft)) {
      form.submit();
      return;
    }
    isSending = true;
    const answer = await send(draft, "new");
    isSending = false;
    if (answer.is === "cut") {
      document.querySelector(".saved")?.remove(); // that was the one before
      clear();
      say("kept");
      box.scrollIntoView({ block: "center" });
      return;
    }
    if (answer.is === "away") {
      location.assign(form.action);
      return;
    }
    localStorage.removeItem(keyOf(draft));
    if (answer.is === "noted") location.assign(answer.next);
    else form.submit();
  });

  const retry = async () => {
    const keys = waiting().filter((key) => key !== prefix + form.elements.submission_key.value);
    if (isSending || keys.length === 0) return;
    isSending = true;
    let outcome = "sent";
    for (const key of keys) {
      const draft = JSON.parse(localStorage.getItem(key));
      const answer = draft ? await send(draft, "kept") : { is: "noted" };
      if (answer.is === "noted") localStorage.removeItem(key);
      if (answer.is === "cut") {
        outcome = "kept";
        break;
      }
      if (answer.is === "refused" || answer.is === "away") {
        outcome = "refused";
        look.value = key;
      }
    }
    isSending = false;
    say(outcome);
  };

  // What could not be noted as it stands is shown in its form, with what is wrong.
  look.addEventListener("click", () => {
    const draft = JSON.parse(localStorage.getItem(look.value));
    const shown = document.createElement("form");
    shown.method = "post";
    shown.action = draft.action;
    for (const [name, value] of [...draft.fields, ["csrfmiddlewaretoken", form.elements.csrfmiddlewaretoken.value]]) {
      const field = document.createElement("input");
      field.type = "hidden";
      field.name = name;
      field.value = value;
      shown.append(field);
    }
    document.body.append(shown);
    shown.submit();
  });

  addEventListener("online", retry);
  setInterval(retry, EVERY);
  retry();
})();
