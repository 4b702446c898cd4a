// Small helps for those whose browser runs scripts; every screen works without.
"use strict";

const say = (text) => {
  for (const place of document.querySelectorAll("[data-say]")) place.textContent = text;
};

// What the program answers; null where it has been stopped.
async function ask(address) {
  try {
    const answer = await fetch(address);
    return answer.ok ? await answer.json() : null;
  } catch {
    return null;
  }
}

// A form that shows something: a choice takes effect in its place, and the form keeps its focus.
async function show(address, place) {
  const answer = await fetch(address).catch(() => null);
  if (!answer) return location.assign(address);
  const page = new DOMParser().parseFromString(await answer.text(), "text/html");
  const fresh = page.querySelector(place);
  if (!answer.ok || !fresh) return location.assign(address);
  document.querySelector(place).replaceWith(fresh);
  history.replaceState(null, "", address);
  const number = page.querySelector("form[data-in-place] [name=page]");
  const kept = document.querySelector("form[data-in-place] [name=page]");
  if (number && kept) kept.value = number.value;
  say(fresh.dataset.said || "");
}

for (const form of document.querySelectorAll("form[data-in-place]")) {
  const place = form.dataset.inPlace;
  const go = () => show(`${form.getAttribute("action")}?${new URLSearchParams(new FormData(form))}`, place);
  form.addEventListener("change", go);
  form.addEventListener("submit", (event) => { event.preventDefault(); go(); });
  document.addEventListener("click", (event) => {
    const link = event.target.closest(`${place} .pager a`);
    if (!link || event.ctrlKey || event.metaKey || event.shiftKey) return;
    event.preventDefault();
    const rel = link.rel, number = link.textContent;
    show(link.getAttribute("href"), place).then(() => {
      const links = [...document.querySelectorAll(`${place} .pager a`)];
      (links.find((each) => (rel ? each.rel === rel : each.textContent === number)) || links[0]).focus();
    });
  });
}

// How many sheets are ticked; all of a type at once.
for (const place of document.querySelectorAll("[data-count=ticked]")) {
  const form = place.closest("form");
  const count = () => {
    const ticked = form.querySelectorAll("input[name=document]:checked").length;
    place.textContent = ticked === 1 ? "1 sheet is ticked" : `${ticked} sheets are ticked`;
  };
  form.addEventListener("change", count);
  for (const row of form.querySelectorAll("[data-all]")) row.hidden = false;
  form.addEventListener("click", (event) => {
    const how = event.target.closest("[data-tick]")?.dataset.tick;
    if (!how) return;
    for (const box of event.target.closest("fieldset").querySelectorAll("input[name=document]")) box.checked = how === "all";
    count();
  });
  count();
}

// The number of pages of each card, as soon as its sheet is made.
for (const form of document.querySelectorAll("form[data-pages]")) {
  const places = [...form.querySelectorAll("[data-pages-of]")];
  const look = async () => {
    const said = await ask(`${form.dataset.pages}?ids=${places.map((place) => place.dataset.pagesOf).join(".")}`);
    for (const place of said ? places : []) {
      const id = place.dataset.pagesOf;
      if (said.failed.includes(id)) place.textContent = "cannot be made; open it to see why";
      else place.textContent = said.pages[id] ?? place.textContent;
    }
    if (said?.waits) setTimeout(look, 1500);
  };
  look();
}

// The bar of a build.
for (const place of document.querySelectorAll("[data-progress]")) {
  const look = async () => {
    const said = await ask(place.dataset.progress);
    place.querySelector("[data-gone]").hidden = Boolean(said);
    if (!said) return setTimeout(look, 3000);
    if (said.state !== "running") return location.reload();
    place.querySelector("progress").max = Math.max(said.total, 1);
    place.querySelector("progress").value = said.done;
    place.querySelector("[data-done]").textContent = said.done;
    place.querySelector("[data-total]").textContent = said.total;
    if (said.done % 10 === 0) say(`${said.done} of ${said.total} done`);
    setTimeout(look, 700);
  };
  look();
}
