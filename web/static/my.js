// Offers to copy the addresses of a personal calendar. They can be read, selected and followed without this.
"use strict";

function copyFrom(button) {
  const field = document.getElementById(button.dataset.copy);
  navigator.clipboard.writeText(field.value).then(() => {
    button.textContent = button.dataset.done;
  }, () => field.select());
}

for (const button of document.querySelectorAll("[data-copy]")) {
  const field = document.getElementById(button.dataset.copy);
  field.addEventListener("focus", () => field.select());
  // Browsers have no clipboard for pages that are not secure.
  if (!navigator.clipboard) continue;
  button.hidden = false;
  button.addEventListener("click", () => copyFrom(button));
}
