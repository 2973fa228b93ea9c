/* The record: all lanes on one time axis. What slides is moved each second; what came is drawn when it comes. */

import { byId } from "./dom.js";
import { AXIS_WIDTH, fit, frame, slideTo } from "./lanes/frame.js";
import { drawAxis } from "./lanes/axis.js";
import { drawEffect } from "./lanes/effect.js";
import { drawFelt } from "./lanes/felt.js";
import { drawPressure } from "./lanes/pressure.js";
import { drawRate } from "./lanes/rate.js";
import { drawSignal } from "./lanes/signal.js";
import { timeScale } from "./scale.js";
import { segments, silences } from "./series.js";
import { silenceRule } from "./state.js";

const NAMES = ["pressure", "spo2", "resp", "rate", "effect", "felt", "axis"];

/** The lanes of the page; `paint(state, now)` draws them, `resize()` makes the next paint measure anew. */
export function record(now) {
  const lanes = Object.fromEntries(NAMES.map((name) => [name, frame(byId(`lane-${name}`), name)]));
  const origin = Math.floor(now / 3_600_000) * 3_600_000;
  let scale = null;
  const watch = new ResizeObserver(() => (scale = null));
  watch.observe(lanes.pressure.host);
  watch.observe(lanes.effect.host);

  return {
    /** Draws everything: after new data, a new size, a choice taken or let go. */
    paint(state, now) {
      scale ??= timeScale(Math.max(60, lanes.pressure.host.clientWidth - AXIS_WIDTH), origin);
      for (const lane of Object.values(lanes)) fit(lane, scale);
      this.slide(state, now);
      drawAll(lanes, state, scale, now);
    },
    /** Moves the sheets to this moment. */
    slide(state, now) {
      if (!scale) return;
      for (const lane of Object.values(lanes)) slideTo(lane, scale, now, state.view.blind ?? []);
    },
  };
}

function drawAll(lanes, state, scale, now) {
  const { view, trends, clock } = state;
  const hand = state.hand ? { ...state.hand.choice, prospect: state.hand.prospect, words: state.hand.words } : null;
  const shared = { view, scale, now, clock, hand, forecast: state.forecast };
  const limits = (channel) => view.numerics[channel]?.limits;
  const shownFrom = (scale.from(now) - 60_000) / 1000;
  const heard = (name) => {
    const signal = trends.signals[name];
    const quiet = silences(trends.gaps[name], signal, silenceRule(state, name), now / 1000);
    return { silences: quiet, segments: segments(signal, quiet, shownFrom) };
  };
  drawPressure(lanes.pressure, { ...shared, possible: state.config.possible_mmhg, cuffs: trends.cuffs.filter(([at]) => at >= shownFrom), ...heard("hr") });
  for (const channel of ["spo2", "resp"]) {
    drawSignal(lanes[channel], channel, { ...shared, ...heard(channel), limits: limits(channel) });
  }
  drawRate(lanes.rate, { ...shared, orderedEnd: orderedEnd(view) });
  drawEffect(lanes.effect, { ...shared, refused: state.refused });
  drawFelt(lanes.felt, shared);
  drawAxis(lanes.axis, { ...shared, events: state.events, handEnd: hand?.end_expected_at ? Date.parse(hand.end_expected_at) : null });
}

/** When it would have ended had nobody touched it. */
export const orderedEnd = (view) =>
  view.times.started_at && view.order ? Date.parse(view.times.started_at) + Number(view.order.minutes) * 60_000 : null;
