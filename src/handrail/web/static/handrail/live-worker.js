/* One connection for all tabs of this browser. A tab says again and again that it is there, because none says that it died. */

import { Source } from "./live-source.js";

/** A sleeping tab's timers run once a minute; after this it is taken for closed. If it wakes, it says so and is let in again. */
const GONE_AFTER_MS = 150_000;

const sources = new Map();

function sourceOf(url, silentAfter_s) {
  if (!sources.has(url)) sources.set(url, new Source(url, silentAfter_s));
  return sources.get(url);
}

function leave(url, key) {
  const source = sources.get(url);
  source?.remove(key);
  if (source && !source.screens.size) sources.delete(url);
}

self.addEventListener("connect", ({ ports: [port] }) => {
  const here = new Map();
  const letGo = (key) => {
    const place = here.get(key);
    if (!place) return;
    clearTimeout(place.timer);
    here.delete(key);
    leave(place.url, key);
  };
  port.addEventListener("message", ({ data: { say, key, url, after, silentAfter_s } }) => {
    if (say === "bye") return letGo(key);
    const source = sourceOf(url, silentAfter_s);
    clearTimeout(here.get(key)?.timer);
    here.set(key, { url, timer: setTimeout(letGo, GONE_AFTER_MS, key) });
    source.add(key, {
      after,
      told: (message) => port.postMessage({ key, message }),
      state: (state) => port.postMessage({ key, state }),
    });
    if (say === "check") source.check(key);
  });
  port.start();
});
