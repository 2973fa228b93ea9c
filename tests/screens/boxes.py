"""Whether what stands on a page can be read: nothing lies on something else, nothing is cut where it stands.

assert crowded(page, "#chairs > li") == []      # each chair by itself: words, figures, shapes
"""

from playwright.sync_api import Page

CROWDED = """(roots) => {
  const own = (node) => [...node.childNodes].some((one) => one.nodeType === Node.TEXT_NODE && one.textContent.trim());
  const seen = (node) => node.checkVisibility({ visibilityProperty: true, opacityProperty: true })
    && !node.closest(".for-readers") && ![node, ...parents(node)].some((one) => getComputedStyle(one).clipPath !== "none");
  const parents = (node) => (node.parentElement ? [node.parentElement, ...parents(node.parentElement)] : []);
  const named = (node) => `${(node.getAttribute("data-part") ?? node.getAttribute("class") ?? node.tagName)}: ${node.textContent.trim().slice(0, 40)}`;
  const inked = (node) => {
    const range = document.createRange();
    const rects = (one) => (range.selectNodeContents(one), [...range.getClientRects()]);
    return [...node.childNodes].filter((one) => one.nodeType === Node.TEXT_NODE).flatMap(rects).filter(({ width, height }) => width && height).map((box) => {
      const air = Math.min(box.height * 0.2, 4); // A line of words has air above and below its letters.
      return { left: box.left, right: box.right, top: box.top + air, bottom: box.bottom - air };
    });
  };
  const wrong = [];
  for (const root of document.querySelectorAll(roots)) {
    const frame = root.getBoundingClientRect();
    const words = [...root.querySelectorAll("*")].filter((node) => own(node) && seen(node)).flatMap((node) => inked(node).map((box) => [node, box]));
    const place = root.id || root.dataset.key || root.className;
    for (const [node, box] of words) {
      if (box.left < frame.left - 1 || box.right > frame.right + 1 || box.top < frame.top - 1 || box.bottom > frame.bottom + 1)
        wrong.push(`${place}: ${named(node)} sticks out`);
      for (const holder of [node, ...parents(node)].filter((one) => root.contains(one))) {
        const look = getComputedStyle(holder), edge = holder.getBoundingClientRect();
        if (!["hidden", "clip"].includes(look.overflowX) || holder instanceof SVGElement) continue;
        if (box.right > edge.right + 1 || box.bottom > edge.bottom + 1 || box.left < edge.left - 1 || box.top < edge.top - 1)
          wrong.push(`${place}: ${named(node)} is cut`);
      }
    }
    words.forEach(([one, a], index) => words.slice(index + 1).forEach(([other, b]) => {
      if (one.contains(other) || other.contains(one)) return;
      if (Math.min(a.right, b.right) - Math.max(a.left, b.left) > 1 && Math.min(a.bottom, b.bottom) - Math.max(a.top, b.top) > 1)
        wrong.push(`${place}: ${named(one)} on ${named(other)}`);
    }));
  }
  return [...new Set(wrong)];
}"""


def crowded(page: Page, roots: str) -> list[str]:
    """Words that lie on others, stick out of their root, or are cut by what holds them; each root by itself."""
    return [str(one) for one in page.evaluate(CROWDED, roots)]
