// The screens for editors follow the files: when one is saved, what is shown is fetched anew, and you stay where you are.
"use strict";

(() => {
  const begin = () => document.querySelector("[data-follow]");
  const follow = begin();
  if (!follow || !window.EventSource) return;
  const words = "This page follows the files: save one, and it shows what has changed.";
  const tell = (text) => {
    const place = begin();
    if (place) place.textContent = text;
  };

  // While a mistake keeps a sheet from being made, its last pages stay, so that nobody loses the place.
  const keepPages = (fresh, old) => {
    if (!fresh || !old || fresh.querySelector("img") || !old.querySelector("img")) return;
    const note = document.createElement("p");
    note.className = "note";
    note.textContent = "The pages below are from before this mistake.";
    fresh.querySelector(".trouble")?.append(note);
    fresh.append(...old.querySelectorAll(".sheet-page"));
  };

  const replace = (fresh, old) => {
    const open = new Set([...old.querySelectorAll("details[open]")].map((each) => each.id));
    const ticked = new Map([...old.querySelectorAll("input[data-words]:checked")].map((box) => [box.value, box.dataset.words]));
    for (const each of fresh.querySelectorAll("details")) if (open.has(each.id)) each.open = true;
    for (const box of fresh.querySelectorAll("input[data-words]")) box.checked = ticked.get(box.value) === box.dataset.words;
    keepPages(fresh.querySelector(".live"), old.querySelector(".live"));
    old.replaceWith(fresh);
  };

  // New pictures are loaded before the old ones go, so that nothing jumps.
  const loaded = (part) => Promise.all([...part.querySelectorAll("img")].map((image) => {
    const ahead = new Image();
    ahead.src = image.getAttribute("src");
    return ahead.decode().catch(() => undefined);
  }));

  let asked = 0;
  const renew = async () => {
    const mine = ++asked;
    tell("A file was saved. One moment.");
    try {
      const answer = await fetch(location.href);
      const page = new DOMParser().parseFromString(await answer.text(), "text/html");
      const parts = [...page.querySelectorAll("[data-live]")];
      await Promise.all(parts.map(loaded));
      if (mine !== asked) return;
      const [left, top] = [window.scrollX, window.scrollY];
      for (const part of parts) {
        const old = document.getElementById(part.id);
        if (old) replace(document.importNode(part, true), old);
      }
      window.scrollTo({ left, top, behavior: "instant" });
      tell(parts.length ? `${words} Last seen at ${new Date().toLocaleTimeString()}.` : "Load this page again.");
    } catch {
      tell("This page's program does not answer. Is it still running?");
    }
  };

  const source = new EventSource(follow.dataset.follow);
  let lost = false;
  source.addEventListener("open", () => {
    tell(words);
    if (lost) renew();
    lost = false;
  });
  source.addEventListener("error", () => { lost = true; tell("This page's program does not answer. Is it still running?"); });
  source.addEventListener("message", renew);
})();
