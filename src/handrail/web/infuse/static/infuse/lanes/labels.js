/* Room for the words in a lane: the more important are placed first, and what would lie on them is not written. */

const ABOVE = 15;
const BELOW = 5;
const AIR = 6;
const REMEMBERED = 300;

const pen = document.createElement("canvas").getContext("2d");
const widths = new Map();

/** How wide these words are in the lane's text, in pixels; `strong` where they are written so. */
export function widthOf(words, strong = false) {
  const key = `${strong} ${words}`;
  if (widths.size > REMEMBERED) widths.clear();
  if (!widths.has(key)) widths.set(key, measured(words, strong));
  return widths.get(key);
}

function measured(words, strong) {
  const look = getComputedStyle(document.documentElement);
  const pixels = parseFloat(look.getPropertyValue("--size-2")) * parseFloat(look.fontSize);
  pen.font = `${look.getPropertyValue(strong ? "--weight-strong" : "--weight")} ${pixels}px ${look.getPropertyValue("--font")}`;
  return pen.measureText(words).width;
}

/** The room between two edges, in pixels of the sheet; `claim` takes some of it, or says that it is taken. */
export function room(left, right, height) {
  const taken = [];
  return {
    left,
    right,
    /** Takes the place of words that begin at `x` with their foot at `y`; false where they would be cut or lie on others. */
    claim(words, x, y, strong = false) {
      const width = widthOf(words, strong);
      const box = { left: x - AIR, right: x + width + AIR, top: y - ABOVE, bottom: y + BELOW };
      const inside = x >= left && x + width <= right && box.top >= 0 && box.bottom <= height;
      const free = taken.every((other) => box.right <= other.left || box.left >= other.right || box.bottom <= other.top || box.top >= other.bottom);
      if (inside && free) taken.push(box);
      return inside && free;
    },
  };
}
