// Small helps for those whose browser runs scripts; every screen works without.
"use strict";

// A choice takes effect at once, so its button is not needed.
for (const form of document.querySelectorAll("form.top__clinic, form[data-at-once]")) {
  form.addEventListener("change", () => form.requestSubmit());
}
