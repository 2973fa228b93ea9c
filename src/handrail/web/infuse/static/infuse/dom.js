/* Small hands for the page: write only what changed, so that a second's repaint touches a few nodes. */

const SVG = "http://www.w3.org/2000/svg";

/** The element with that id, or null. */
export const byId = (id) => document.getElementById(id);

/** The part of a region that carries data-part="name". */
export const part = (root, name) => root?.querySelector(`[data-part="${name}"]`) ?? null;

/** Writes text where it differs. */
export function text(node, words) {
  const next = words ?? "";
  if (node && node.textContent !== next) node.textContent = next;
}

/** Writes an attribute where it differs; null takes it away. */
export function attribute(node, name, value) {
  if (!node) return;
  if (value === null || value === undefined) node.removeAttribute(name);
  else if (node.getAttribute(name) !== String(value)) node.setAttribute(name, value);
}

/** Shows or hides. */
export function shown(node, yes) {
  if (node && node.hidden === Boolean(yes)) node.hidden = !yes;
}

/** A new HTML element with attributes and children; children are nodes or text. */
export function html(tag, attributes = {}, ...children) {
  const node = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) attribute(node, name, value);
  node.append(...children);
  return node;
}

/** A new SVG element. */
export function svg(tag, attributes = {}, words = null) {
  const node = document.createElementNS(SVG, tag);
  for (const [name, value] of Object.entries(attributes)) attribute(node, name, value);
  if (words !== null) node.textContent = words;
  return node;
}

/**
 * Brings the children of `parent` to one element per item, keyed, in order: made once, patched after, dropped when gone.
 * `make(item)` returns a node, `patch(node, item)` brings it up to date.
 */
export function each(parent, items, keyOf, make, patch) {
  const before = new Map([...parent.children].map((node) => [node.getAttribute("data-key"), node]));
  let place = parent.firstElementChild;
  for (const item of items) {
    const key = String(keyOf(item));
    let node = before.get(key);
    before.delete(key);
    if (!node) {
      node = make(item);
      node.setAttribute("data-key", key);
    }
    if (node !== place) parent.insertBefore(node, place);
    else place = place.nextElementSibling;
    patch(node, item);
  }
  for (const gone of before.values()) gone.remove();
}

/** The JSON that the server put into the page under that id. */
export function pageData(id) {
  const node = byId(id);
  return node ? JSON.parse(node.textContent) : null;
}
