/* The infusion screen: puts the parts together, repaints at most four times a second, ages each second. */

import { subscribe } from "../handrail/live.js";
import { alarms } from "./alarms.js";
import { choices } from "./choices.js";
import { cuffSheet } from "./cuff_sheet.js";
import { newKey, send } from "./deeds.js";
import { untouched } from "./curves.js";
import { byId, pageData, part, text } from "./dom.js";
import { paintEvents, takeEntries } from "./events.js";
import { paintFigures } from "./figures.js";
import { forecasts } from "./forecasts.js";
import { header } from "./header.js";
import { marks } from "./marks.js";
import { modelPanel } from "./model_panel.js";
import { DEEDS, isBeforeStart, offered } from "./offers.js";
import { otherRate } from "./other_rate.js";
import { outlook } from "./outlook.js";
import { rail } from "./rail.js";
import { ratings } from "./ratings.js";
import { record } from "./record.js";
import { said } from "./said.js";
import { loud, sound } from "./sound.js";
import { pageState, takeMessage, takeTrends } from "./state.js";
import { patchSteps } from "./steps.js";
import { wakefulness } from "./wakefulness.js";
import { coded, say } from "./words.js";

const REPAINT_EVERY_MS = 250;
const AGE_EVERY_MS = 1000;

const config = pageData("config");
const state = pageState(pageData("view"), pageData("trends"), config);
const now = () => state.clock.now();

const future = forecasts(config.urls.forecast, { speed: config.speed, onChange: () => repaintSoon() });
const line = said((seq, reason) => post("reason", { seq, reason, key: newKey() }));
const card = choices(state, future, { act: doInHand, repaint, hint: line.hint, rest: () => restWords() });
const parts = {
  header: header(),
  rail: rail(),
  record: record(now()),
  alarms: alarms((deed, alarm) => post(deed, { condition: alarm.condition, key: newKey() })),
  other: otherRate(state, future, repaint),
  marks: marks(state, post),
  cuff: cuffSheet(state, post),
  ratings: ratings(state, post),
  outlook: outlook(),
  model: modelPanel(),
  sound: sound({ on: "sound.on" }),
};

let painted = 0;
let waiting = null;

/** Paints now where the last picture is old enough, else when it will be. */
function repaintSoon() {
  if (waiting !== null) return;
  const wait = Math.max(0, painted + REPAINT_EVERY_MS - performance.now());
  waiting = setTimeout(repaint, wait);
}

function repaint() {
  clearTimeout(waiting);
  waiting = null;
  painted = performance.now();
  const at = now();
  future.refresh(state.view, at);
  state.forecast = future.current(at);
  state.refused = future.refused();
  state.awaited = !state.forecast && !state.refused && !future.oldSince(at);
  parts.other.paint();
  card.paint(at);
  parts.header.paint(state);
  parts.record.paint(state, at);
  parts.marks.paint();
  parts.cuff.paint();
  parts.ratings.paint(state);
  parts.outlook.paint(state, at, future.oldSince(at));
  paintEvents(state);
  paintPhase();
  tick();
}

/** What moves with the clock alone. */
function tick() {
  const at = now();
  parts.header.tick(state, at);
  parts.rail.paint(state, at);
  parts.alarms.paint(state, at);
  parts.record.slide(state, at);
  parts.model.paint(state, at);
  parts.sound.tick(loud(state, at), state.config.alarm_sounds.repeat_s);
  paintFigures(state, at);
}

function paintPhase() {
  const { view } = state;
  byId("infusion").dataset.phase = view.phase;
  const lacks = view.missing ?? [];
  byId("missing").hidden = !isBeforeStart(view);
  byId("already").hidden = !lacks.length || lacks.includes("order") || lacks.includes("bag"); // Without these nobody knows the milligrams.
  text(byId("missing-words"), lacks.length ? say("missing.list", { list: lacks.map((code) => coded("missing", code)).join(", ") }) : say("missing.nothing"));
  byId("after").hidden = !view.times.ended_at;
  text(byId("after-words"), view.times.ended_at ? afterWords(view, state.clock) : "");
  const ready = view.phase === "left" ? null : untouched(state.forecast);
  byId("after-steps").hidden = !ready;
  patchSteps(byId("after-steps"), ready, "");
}

/** What the line over the choices says while nothing is in the hand. */
const restWords = () => (offered(state.view, now()).length ? say("hint.rest") : "");

/** What it came to, once it has ended. */
function afterWords({ times, infusion, phase }, clock) {
  const how = infusion?.ended_as === "stopped" || phase === "stopped" ? "stopped" : "completed";
  const words = say(`after.${how}`, { time: clock.minute(Date.parse(times.ended_at)), given: infusion?.given_mg ?? "0", dose: infusion?.to_give_mg ?? "0" });
  return phase === "left" ? words : `${words} ${say("after.watch")}`;
}

/** Does what is in the hand: one key however often it is sent; it stays in the hand until the log has it or it is left. */
async function doInHand(hand) {
  hand.sending = true;
  repaint();
  const { choice, key, seen } = hand;
  const named = ["slow_75", "slow_half", "resume", "resume_75"].includes(choice.key) ? choice.key : null;
  const result = await send(config.urls[DEEDS[choice.key]], { choice: named, ml_per_h: choice.ml_per_h, key, seen });
  hand.sending = false;
  hand.unanswered = ["unsent", "unknown"].includes(result.outcome);
  if (!hand.unanswered) state.hand = null;
  line.answer(result, { again: () => doInHand(hand), leave: () => leave(hand) });
  const done = result.outcome === "done" && !result.answer?.refused;
  if (done && !result.answer.nothing_done) line.askWhy(result.answer.seq, DEEDS[choice.key]); // Nobody is asked why another did it.
  else if (done) line.closeWhy();
  await catchUp();
}

function leave(hand) {
  hand.unanswered = false;
  card.letGo();
  byId("options").querySelector("button")?.focus();
}

/** Any other deed; resolves to its answer, or to null where it is not done (which the line says, with a way on). */
async function post(deed, fields) {
  const result = await send(config.urls[deed], fields);
  line.answer(result, { again: () => post(deed, fields), leave: () => line.hint(restWords()) });
  await catchUp();
  return result.outcome === "done" && !result.answer?.refused ? result.answer : null;
}

let catching = null;
let next = null;

/** The server's whole account, after a deed and after events. Whoever asks while one is on its way gets the one after it. */
function catchUp() {
  if (catching) return (next ??= catching.then(() => ((next = null), catchUp())));
  catching = fetchWhole().finally(() => (catching = null));
  return catching;
}

async function fetchWhole() {
  try {
    const answer = await fetch(config.urls.state, { headers: { Accept: "application/json" } });
    if (answer.ok) takeWhole(await answer.json());
  } catch {
    // The stream's own state says that nothing comes; there is nothing to add here.
  }
  repaint();
}

function takeWhole(whole) {
  takeMessage(state, { view: whole.view });
  takeTrends(state, whole, Date.parse(whole.view.now));
  if (whole.entries) takeEntries(state, whole.entries);
}

const stream = subscribe(config.urls.stream, {
  after: `${state.view.seq}.${state.view.cursor}`,
  onMessage({ name, data }) {
    if (name === "session") hear(data);
    else if (name === "beat") state.clock.set(data.now, data.speed);
    repaintSoon();
  },
  onState(live) {
    state.live = live;
    repaintSoon();
  },
});

/** A message of the stream. Its events come as bare kinds, so that their words are fetched after it. */
function hear(data) {
  if (data.whole) takeTrends(state, data.whole, Date.parse(data.view.now));
  if (takeMessage(state, data)) catchUp();
}

wakefulness(() => {
  future.forget();
  stream.check();
  repaint();
});
line.hint(restWords());
for (const node of [byId("mark-keys"), byId("sound"), byId("rating-open"), part(byId("next-cuff"), "by-hand")]) node.hidden = false;
repaint();
setInterval(() => {
  if (document.hidden) return;
  if (performance.now() - painted >= AGE_EVERY_MS) repaint(); // Silence grows in the lanes too, though nothing comes.
  else tick();
}, REPAINT_EVERY_MS);
new ResizeObserver(repaintSoon).observe(byId("infusion"));
