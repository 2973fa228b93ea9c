/* The board, kept alive: what the stream says is kept, and the page is painted from it at each message and each second. */

import { subscribe } from "../handrail/live.js";
import { byId, each, pageData, shown } from "../infuse/dom.js";
import { clinicClock } from "../infuse/clock.js";
import { loud, sound } from "../infuse/sound.js";
import { paintHead } from "./head.js";
import { paintRow } from "./row.js";
import { paintToRead } from "./to_read.js";

const EVERY_SECOND_MS = 1000;

const config = pageData("config");
const chairs = byId("chairs");
const rowTemplate = byId("row");
let board = pageData("board");
let stream = { name: "connecting", since: Date.now() };
let painting = false;
const alarmSound = sound({ on: "sound.on_urgent" });
byId("sound").hidden = false;

const clock = keptClock(board.now);

/** The clinic's clock, and the last moment that the server told. */
function keptClock(made) {
  const inner = clinicClock({ zone: config.time_zone, speed: config.speed });
  let heard = made;
  inner.set(made);
  return {
    ...inner,
    hear(moment) {
      if (moment < heard) return;
      heard = moment;
      inner.set(moment);
    },
    heardAt: () => Date.parse(heard),
  };
}

const hears = {
  board(whole) {
    board = whole;
    clock.hear(whole.now);
  },
  chair(view) {
    const chair = board.chairs.find(({ session }) => session === view.session);
    if (chair && (chair.view?.now ?? "") <= view.now) chair.view = view;
    clock.hear(view.now);
  },
  beat({ now }) {
    clock.hear(now);
  },
};

/** Paints once before the next frame, however many messages came. */
function paintSoon() {
  if (painting) return;
  painting = true;
  requestAnimationFrame(() => {
    painting = false;
    paint();
  });
}

function paint() {
  const moment = { now: clock.now(), clock, live: stream.name === "live" || stream.name === "connecting", stream, language: config.language, zone: config.time_zone };
  paintHead(board, moment);
  paintToRead(board.to_read, moment.now, moment, config);
  shown(byId("no-chairs"), board.chairs.length === 0);
  each(chairs, board.chairs, ({ number }) => number, newRow, (node, chair) => paintRow(node, chair, moment));
  soundUrgent();
}

/** The board sounds for what is urgent at any chair; the rest sounds at the chair's own screen. */
function soundUrgent() {
  const state = ({ number, view }) => ({ view: { alarms: view.alarms.map((alarm) => ({ ...alarm, chair: number })) }, live: { name: "live" }, config });
  const all = board.chairs.filter(({ view }) => view).flatMap((chair) => loud(state(chair), clock.now()));
  alarmSound.tick(all.filter(({ priority }) => priority === "high"), config.alarm_sounds.repeat_s);
}

function newRow({ number }) {
  const row = rowTemplate.content.firstElementChild.cloneNode(true);
  row.querySelector('[data-part="number"]').textContent = number;
  return row;
}

subscribe(config.stream, {
  silentAfter_s: config.silent_after_s,
  onMessage({ name, data }) {
    hears[name]?.(data);
    paintSoon();
  },
  onState(state) {
    stream = state;
    paintSoon();
  },
});
setInterval(paintSoon, EVERY_SECOND_MS);
paintSoon();
