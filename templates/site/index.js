"use strict";
// Hides what was not asked for. Without it the page shows everything.
(function () {
  var form = document.getElementById("find");
  var said = document.getElementById("found");
  var clinics = Array.from(document.querySelectorAll("[data-clinic]")).map(function (clinic) {
    return {
      node: clinic, open: clinic.open, id: clinic.dataset.clinic, types: Array.from(clinic.querySelectorAll("[data-type]")).map(function (type) {
        return {
          node: type, id: type.dataset.type, sheets: Array.from(type.querySelectorAll("[data-kind]")).map(function (sheet) {
            var words = [clinic.dataset.name, type.dataset.name, sheet.dataset.words].join(" ");
            return { node: sheet, words: plain(words), of: sheet.dataset, files: Array.from(sheet.querySelectorAll("[data-edition]")) };
          })
        };
      })
    };
  });

  function plain(words) {
    return words.toLowerCase().normalize("NFD").replace(/[\u0300-\u036f]/g, "");
  }

  function isIn(choice, value) {
    return !choice || choice === value;
  }

  function find() {
    var asked = {};
    new FormData(form).forEach(function (value, key) { asked[key] = value; });
    var words = plain(asked.words || "").split(/\s+/).filter(Boolean);
    var narrowed = words.length > 0 || Object.keys(asked).some(function (key) { return asked[key]; });
    var shown = 0, left = [];
    clinics.forEach(function (clinic) {
      var inClinic = 0;
      clinic.types.forEach(function (type) {
        var inType = 0;
        type.sheets.forEach(function (sheet) {
          var wanted = isIn(asked.clinic, clinic.id) && isIn(asked.type, type.id) && isIn(asked.kind, sheet.of.kind) &&
            isIn(asked.lang, sheet.of.lang) && words.every(function (word) { return sheet.words.indexOf(word) >= 0; });
          var files = 0;
          sheet.files.forEach(function (file) {
            var is = wanted && isIn(asked.edition, file.dataset.edition) && isIn(asked.paper, file.dataset.paper) &&
              isIn(asked.state, file.dataset.state);
            file.hidden = !is;
            files += is;
          });
          sheet.node.hidden = !files;
          inType += files;
        });
        type.node.hidden = !inType;
        inClinic += inType;
      });
      clinic.node.hidden = !inClinic;
      if (inClinic) { left.push(clinic); }
      shown += inClinic;
    });
    left.forEach(function (clinic) { clinic.node.open = narrowed ? left.length <= 3 : clinic.open; });
    said.textContent = (shown === 1 ? "1 file" : shown + " files") +
      (clinics.length > 1 ? (left.length === 1 ? ", 1 clinic" : ", " + left.length + " clinics") : "") +
      (shown ? "" : ". Search for fewer words, or choose less.");
  }

  // What is asked for stands in the address too: a link to it can be sent, and Back leads to it.
  function remember() {
    var asked = new URLSearchParams();
    new FormData(form).forEach(function (value, key) { if (value) { asked.set(key, value); } });
    try { history.replaceState(null, "", "#" + asked); } catch (error) { /* a browser may forbid it for files */ }
  }

  function recall() {
    new URLSearchParams(location.hash.slice(1)).forEach(function (value, key) {
      if (form.elements[key]) { form.elements[key].value = value; }
    });
    find();
  }

  form.hidden = false;
  form.addEventListener("input", function () { find(); remember(); });
  form.addEventListener("submit", function (event) { event.preventDefault(); find(); });
  form.addEventListener("reset", function () { setTimeout(function () { find(); remember(); }, 0); });
  window.addEventListener("hashchange", recall);
  recall();
})();
