/* The forecasts of every choice, fetched before anybody asks, so that the first tap draws at once. */

import { highestOf } from "./curves.js";

/** Asked anew this often (clinic time) though nothing was done, since each choice is drawn from now on. */
const AGAIN_AFTER_MS = 60_000;
/** And never more often than this by the wall, whatever the speed of the clinic's clock. */
const AT_MOST_EVERY_MS = 5_000;

/** `onChange()` is called when a forecast has come; `url` answers ?rate= with the forecast of the interface. */
export function forecasts(url, onChange) {
  let known = new Map();
  let signature = null;
  let madeFor = -Infinity;
  let madeAt = -Infinity;
  let round = 0;
  let refused = null;

  const address = (rate) => (rate === null ? url : `${url}?${new URLSearchParams({ rate })}`);

  async function fetchOne(rate, mine) {
    try {
      const answer = await fetch(address(rate), { headers: { Accept: "application/json" } });
      if (mine !== round) return;
      const told = answer.ok ? await answer.json() : null;
      refused = rate === null ? (told?.refused ?? null) : refused;
      known.set(rate, told?.refused ? null : told);
    } catch {
      if (mine === round) known.set(rate, null); // No connection: nothing is drawn, nothing is made up.
    }
    if (mine === round) onChange();
  }

  return {
    /** Fetches what this view may ask for, where something was done or the last answers are old. */
    refresh(view, rates, now) {
      const seen = JSON.stringify([view.phase, view.infusion?.segments ?? [], rates]);
      const old = now - madeFor > AGAIN_AFTER_MS && Date.now() - madeAt > AT_MOST_EVERY_MS;
      if (seen === signature && !old) return;
      if (seen !== signature) known = new Map();
      signature = seen;
      madeFor = now;
      madeAt = Date.now();
      round += 1;
      for (const rate of [null, ...rates]) fetchOne(rate, round);
    },
    /** Fetches one more rate, where it is not there yet. */
    ask(rate) {
      if (!known.has(rate)) fetchOne(rate, round);
    },
    /** The forecast without a change, or null. */
    base: () => known.get(null) ?? null,
    /** The forecast of a rate ("75.5"), or null. */
    at: (rate) => known.get(rate) ?? null,
    /** Why there is none, as the server says it, or null. */
    refused: () => refused,
    /** The highest modelled effect in all that is at hand: one scale for all small curves. */
    highest() {
      const curves = [...known.values()].flatMap((one) => [one?.past, one?.go_on, one?.proposed]);
      return curves.reduce((best, curve) => Math.max(best, highestOf(curve, "effect_site")), 1);
    },
    /** Everything fetched goes stale, for example after a long sleep. */
    forget() {
      signature = null;
    },
  };
}
