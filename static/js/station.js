// On a shared computer: after a while without a touch or a key the names come back, and a page that
// the browser kept in memory is not shown again. The server keeps the time itself; this only tells it
// that somebody is still typing.
(() => {
  "use strict";
  const bar = document.querySelector("[data-station-seconds]");
  const idle = Number(bar.dataset.stationSeconds) * 1000;
  const station = bar.dataset.stationPage;
  let told = Date.now();
  let timer;

  const lock = () => location.replace(station);
  const wait = () => {
    clearTimeout(timer);
    // A second more, so that the server has it over as well.
    timer = setTimeout(lock, idle + 1000);
  };
  const active = () => {
    wait();
    if (Date.now() - told < idle / 4) return;
    told = Date.now();
    // Any page of the person's own renews the session; this one is small.
    fetch(bar.dataset.stationAlive).then((answer) => answer.text(), () => {});
  };

  for (const event of ["pointerdown", "keydown", "input"]) addEventListener(event, active, { passive: true });
  addEventListener("pageshow", (event) => {
    if (event.persisted) location.reload();
  });
  wait();
})();
