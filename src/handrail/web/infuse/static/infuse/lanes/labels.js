/* Room for the words in a lane: the more important are placed first, and what would lie on them is not written. */

/** Rough width of a letter of the lane's text, and the height of its line. */
const LETTER = 10.2;
const ABOVE = 15;
const BELOW = 5;
const AIR = 6;

/** How wide these words are, about. */
export const widthOf = (words) => words.length * LETTER;

/** The room between two edges, in pixels of the sheet; `claim` takes some of it, or says that it is taken. */
export function room(left, right, height) {
  const taken = [];
  return {
    left,
    right,
    /** Takes the place of words that begin at `x` with their foot at `y`; false where they would be cut or lie on others. */
    claim(words, x, y) {
      const box = { left: x - AIR, right: x + widthOf(words) + AIR, top: y - ABOVE, bottom: y + BELOW };
      const inside = x >= left && x + widthOf(words) <= right && box.top >= -2 && box.bottom <= height + 2;
      const free = taken.every((other) => box.right <= other.left || box.left >= other.right || box.bottom <= other.top || box.top >= other.bottom);
      if (inside && free) taken.push(box);
      return inside && free;
    },
  };
}
