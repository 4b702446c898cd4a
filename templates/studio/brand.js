// The form for a brand: after each change, what is wrong, how much still fits, and a new picture of the page.
"use strict";

(() => {
  const form = document.getElementById("brand");
  if (!form) return;
  const sample = form.querySelector(".sample");
  const said = sample.querySelector(".sample__said");
  const page = sample.querySelector(".sample__page");
  const touched = new Set();
  let saying = 0;
  let drawing = 0;
  let asked = 0;

  const ask = async (path, withLogo) => {
    const data = new FormData(form);
    if (!withLogo) data.delete("logo");
    const answer = await fetch(path, { method: "POST", body: data });
    if (!answer.ok) throw new Error(String(answer.status));
    return answer.json();
  };

  const text = (id, words) => {
    const place = document.getElementById(id);
    if (place && place.textContent !== words) place.textContent = words;
  };

  const tell = (found) => {
    for (const field of form.querySelectorAll("[data-field]")) {
      const name = field.dataset.field;
      const shown = touched.has(name) || field.classList.contains("field--bad");
      const fault = (shown && found.faults[name]) || "";
      field.classList.toggle("field--bad", fault !== "");
      const input = form.elements[name];
      if (input && fault) input.setAttribute("aria-invalid", "true");
      else if (input) input.removeAttribute("aria-invalid");
      text(`${name}-fault`, fault);
    }
    for (const [name, words] of Object.entries(found.rooms)) text(`${name}-room`, words);
    for (const field of form.querySelectorAll(".color")) shade(field, found.shades[field.dataset.field]);
  };

  const shade = (field, found) => {
    const name = field.dataset.field;
    const verdict = field.querySelector(".color__verdict");
    const mend = field.querySelector(".color__mend");
    mend.replaceChildren();
    verdict.textContent = "";
    if (!found) return;
    field.querySelector("rect").setAttribute("fill", found.color);
    field.querySelector(".color__pick").value = found.color;
    verdict.textContent = `Contrast with white ${found.contrast}: ${found.passes ? "easy enough" : "too pale"} to read.`;
    if (found.nearest) {
      const button = document.createElement("button");
      button.className = "button--quiet";
      button.name = `use_${name}`;
      button.value = found.nearest;
      button.textContent = `Use ${found.nearest}, the nearest that can be read`;
      mend.append(button);
    }
  };

  const say = async () => {
    const mine = ++asked;
    try {
      const found = await ask("/brand/say", false);
      if (mine === asked) tell(found);
    } catch {
      said.textContent = "This page's program does not answer. Is it still running?";
    }
  };

  const draw = async () => {
    const mine = ++asked;
    sample.setAttribute("aria-busy", "true");
    if (!page.firstElementChild) said.textContent = "One moment: the page is being drawn.";
    try {
      const found = await ask("/brand/draw", true);
      if (mine !== asked) return;
      if (found.key && form.elements.logo.files.length) {
        form.querySelector(".logo__now").textContent = `${form.elements.logo.files[0].name} is chosen; it is kept when you save.`;
        form.elements.logo_kept.value = found.key;
        form.elements.logo.value = "";
      }
      tell(found);
      show(found);
    } catch {
      said.textContent = "This page's program does not answer. Is it still running?";
    } finally {
      if (mine === asked) sample.removeAttribute("aria-busy");
    }
  };

  const show = (found) => {
    const left = found.picture && Object.keys(found.faults).length;
    said.textContent = found.trouble || (left ? "Shown without what is not right yet." : "");
    if (!found.picture) return;
    const image = new Image();
    image.alt = `The first page of ${found.title} with your brand`;
    image.addEventListener("load", () => page.replaceChildren(image));
    image.src = found.picture;
  };

  const soon = (event) => {
    if (event.target.classList.contains("color__pick")) {
      const field = event.target.closest("[data-field]");
      form.elements[field.dataset.field].value = event.target.value;
      touched.add(field.dataset.field);
    } else if (event.type === "change") {
      touched.add(event.target.name);
    }
    clearTimeout(saying);
    clearTimeout(drawing);
    saying = setTimeout(say, 150);
    drawing = setTimeout(draw, 500);
  };

  form.addEventListener("input", soon);
  form.addEventListener("change", soon);
  form.addEventListener("submit", (event) => {
    const button = event.submitter;
    if (!button || (button.value === "save" && button.name === "action")) return;
    event.preventDefault();
    if (button.name.startsWith("use_")) {
      const name = button.name.slice(4);
      form.elements[name].value = button.value;
      touched.add(name);
      form.elements[name].focus();
    }
    draw();
    if (button.name === "action") sample.scrollIntoView({ block: "nearest" });
  });
  for (const pick of form.querySelectorAll(".color__pick")) pick.hidden = false;
  draw();
})();
