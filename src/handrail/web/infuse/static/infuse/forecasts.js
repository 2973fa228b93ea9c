/* The forecasts of every choice, fetched before anybody asks, so that the first tap draws at once. */

import { read, withRate } from "./curves.js";

/** Asked anew this often (clinic time) though nothing was read or done, since each choice is drawn from now on. */
const AGAIN_AFTER_MS = 60_000;
/** And never more often than this by the wall, whatever the speed of the clinic's clock; after a failure too. */
const AT_MOST_EVERY_MS = 5_000;
/** A forecast of this age (clinic time) is said to be old, and one of this age is drawn no more. */
const OLD_AFTER_MS = 150_000;
const GONE_AFTER_MS = 600_000;

/** `onChange()` is called when a forecast has come; `speed` is that of the clinic's clock. One request flies at a time. */
export function forecasts(url, { speed, onChange }) {
  const slack = AT_MOST_EVERY_MS * speed * 2;
  const whole = flight();
  const one = flight();
  let made = null;
  let refused = null;
  let drip = null;
  let cuff = null;
  let answered = null;
  let askedFor = -Infinity;
  let triedAt = -Infinity;
  let failed = false;
  let others = new Map();

  async function fetchAll(news, now) {
    triedAt = Date.now();
    const told = await whole.get(url);
    if (told === undefined) return; // Something was done meanwhile: it is asked anew.
    failed = !told || "error" in told;
    if (!failed) {
      answered = news;
      askedFor = now;
      refused = told.refused;
      made = refused ? null : read(told);
    }
    onChange();
  }

  async function fetchOne(rate) {
    others.set(rate, { prospect: others.get(rate)?.prospect ?? null, trouble: null, of: made });
    const told = await one.get(`${url}?${new URLSearchParams({ rate })}`);
    if (told === undefined || !others.has(rate)) return;
    // Where nothing is said of a rate, it is asked about again with the next forecast and not before.
    if (told?.error) Object.assign(others.get(rate), { prospect: null, trouble: told.error });
    else if (told && !told.refused && made) others.get(rate).prospect = withRate(told, made);
    onChange();
  }

  function begin(running) {
    drip = running;
    made = refused = answered = null;
    failed = false;
    others = new Map();
    whole.end();
    one.end();
  }

  /** What of this rate alone, asked for where it is not there or is older than the rest. */
  function atRate(rate) {
    const known = others.get(rate);
    if (made && known?.of !== made) fetchOne(rate);
    return known?.prospect ?? null;
  }

  return {
    /** Fetches what this view may ask for, where something was read or done, or the last answer is old. */
    refresh(view, now) {
      const running = JSON.stringify([view.phase, view.infusion?.segments ?? []]);
      if (running !== drip || cuffOf(view) !== cuff) begin(running); // What an older cuff foretold stands beside no newer one.
      cuff = cuffOf(view);
      const news = newsOf(view, running);
      const rested = Date.now() - triedAt > AT_MOST_EVERY_MS;
      const due = news !== answered ? !failed || rested : now - askedFor > AGAIN_AFTER_MS && rested;
      if (due && !whole.flying() && view.phase !== "left") fetchAll(news, now);
    },
    /** The forecast, or null where there is none or it is too old to be drawn. */
    current: (now) => (made && now - made.at < GONE_AFTER_MS + slack ? made : null),
    /** Why there is none, as the server says it; null where there is one. */
    refused: () => refused,
    /** Since when (milliseconds since 1970) nothing new has come, where that is long enough to be said. */
    oldSince: (now) => (made && now - made.at > OLD_AFTER_MS + slack ? made.at : null),
    /** What comes of a choice, or null: the choice's own, or that of another rate where it means another one by now. */
    prospect(choice) {
      const own = made?.choices[SAME_AS[choice.key] ?? choice.key];
      if (own && (!choice.ml_per_h || own.ml_per_h === choice.ml_per_h)) return own;
      return choice.ml_per_h && made ? atRate(choice.ml_per_h) : null;
    },
    /** Why nothing is said of another rate, in the server's words, or null. */
    trouble: (choice) => others.get(choice.ml_per_h)?.trouble ?? null,
    /** Everything fetched goes stale, for example after a long sleep. */
    forget() {
      answered = null;
      failed = false;
    },
  };
}

/** Ending a dose that is in is the same course as stopping. */
const SAME_AS = { complete: "stop" };

/** The last cuff that counts, as far as a page can tell it from another. */
const cuffOf = ({ numerics }) => JSON.stringify([numerics?.nibp?.at, numerics?.nibp?.systolic, numerics?.nibp?.diastolic]);

/** All that a forecast depends on besides the time: what was done, the last cuff, what was said. */
const newsOf = (view, running) => JSON.stringify([running, cuffOf(view), view.ratings?.at(-1)?.seq, view.primed_with]);

/** One request at a time: `get` gives JSON, { error } where the server says what to mend, null where nothing came, undefined where it was ended before. */
function flight() {
  let mine = null;
  return {
    flying: () => mine !== null,
    end() {
      mine?.abort();
      mine = null;
    },
    async get(url) {
      this.end();
      const own = (mine = new AbortController());
      const told = await fetch(url, { headers: { Accept: "application/json" }, signal: own.signal })
        .then((answer) => (answer.ok || answer.status === 400 ? answer.json() : null))
        .catch(() => null); // No connection: nothing new is drawn, nothing is made up.
      if (mine !== own) return undefined;
      mine = null;
      return told;
    },
  };
}
