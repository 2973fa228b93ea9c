/* A key of its own for every form each time the page is shown, so that a press counts once and going back starts anew. */

/** A random key, also where the page has no secure context. */
function newKey() {
  if (crypto.randomUUID) return crypto.randomUUID();
  return [...crypto.getRandomValues(new Uint8Array(16))].map((byte) => byte.toString(16).padStart(2, "0")).join("");
}

addEventListener("pageshow", () => {
  for (const field of document.querySelectorAll("input[data-key]")) field.value = newKey();
});
