/* The live stream, for every page that has one:

     const live = subscribe("/sessions/ses_../stream", {
       after: "42.1234",                             what the page was loaded with; without it everything comes again
       onMessage({ name, id, data }) {},             name: "session", "chair", "board", "beat"
       onState({ name, since, why }) {},             name: "connecting", "live", "silent", "offline", "ended"
     });
     live.check(); live.close();

   A message "session" is { view, since, whole, samples, cuffs, events }: `whole`, where it is not null, takes the place of
   all curves (somebody came late, or from too far behind); otherwise samples, cuffs and events are what came after the last
   message, nothing twice and nothing missing. "beat" is { now, speed }: the clinic's clock. `since` is the wall's time, in
   milliseconds since 1970, of the last sign of life. "ended" comes with why: "login" (the log-in is over) or "gone". */

import { Source } from "./live-source.js";

const SILENT_AFTER_S = 12;
const SAY_HERE_MS = 30_000;

/** Follows an address until `close` or until the page goes. */
export function subscribe(url, { onMessage, onState = () => {}, after = null, silentAfter_s = SILENT_AFTER_S }) {
  const address = addressOf(url);
  const marks = measuring();
  const screen = {
    after,
    told(message) {
      if (message.id) screen.after = message.id;
      onMessage(message);
      marks?.(message);
    },
    state: onState,
  };
  const line = shared(address, screen, silentAfter_s) ?? alone(address, screen, silentAfter_s);
  const look = () => document.visibilityState === "visible" && line.check();
  const stopListening = listen([
    [document, "visibilitychange", look],
    [window, "online", look],
    [window, "offline", look],
    [window, "pageshow", (event) => event.persisted && line.check()],
    [window, "pagehide", () => line.rest()],
  ]);
  return {
    check: () => line.check(),
    close() {
      stopListening();
      line.rest();
    },
  };
}

/** Address and question, without the host: the same for every tab. */
function addressOf(url) {
  const { pathname, search } = new URL(url, location.href);
  return pathname + search;
}

function listen(places) {
  for (const [target, name, listener] of places) target.addEventListener(name, listener);
  return () => places.forEach(([target, name, listener]) => target.removeEventListener(name, listener));
}

/** The connection that all tabs share, or null where this browser has no shared workers. */
function shared(url, screen, silentAfter_s) {
  if (typeof SharedWorker !== "function") return null;
  const key = newKey();
  const worker = new SharedWorker(new URL("./live-worker.js", import.meta.url), { type: "module", name: "handrail-live" });
  const say = (what) => worker.port.postMessage({ say: what, key, url, after: screen.after, silentAfter_s });
  let line = {
    check() {
      say("check");
      clearInterval(timer);
      timer = setInterval(say, SAY_HERE_MS, "here");
    },
    rest() {
      clearInterval(timer);
      say("bye");
    },
  };
  let timer = setInterval(say, SAY_HERE_MS, "here");
  worker.port.addEventListener("message", ({ data }) => {
    if (data.key !== key) return;
    if (data.message) screen.told(data.message);
    if (data.state) screen.state(data.state);
  });
  worker.addEventListener("error", () => {
    clearInterval(timer);
    line = alone(url, screen, silentAfter_s);
  });
  worker.port.start();
  say("here");
  return { check: () => line.check(), rest: () => line.rest() };
}

/** A connection of this tab's own. */
function alone(url, screen, silentAfter_s) {
  let source = null;
  const begin = () => {
    source = new Source(url, silentAfter_s);
    source.add("page", { ...screen, after: screen.after });
  };
  begin();
  return {
    check: () => (source ? source.check("page") : begin()),
    rest() {
      source?.remove("page");
      source = null;
    },
  };
}

const newKey = () => Array.from(crypto.getRandomValues(new Uint32Array(4)), (part) => part.toString(36)).join("");

/* ?measure=1 keeps, for every message with samples, when the newest sample was received, heard here and drawn:
   window.handrailMarks, milliseconds since 1970, for benchmarks. */
function measuring() {
  if (new URLSearchParams(location.search).get("measure") !== "1") return null;
  window.handrailMarks ??= [];
  return ({ name, id, data }) => {
    const newest = Math.max(...Object.values(data.samples ?? {}).map((points) => points.at(-1)[0]));
    if (!Number.isFinite(newest)) return;
    const mark = { name, id, received: newest * 1000, heard: Date.now() };
    requestAnimationFrame(() => {
      const painted = new MessageChannel();
      painted.port1.onmessage = () => window.handrailMarks.push({ ...mark, drawn: Date.now() });
      painted.port2.postMessage(null);
    });
  };
}
