/* Alarm sound in the patterns of IEC 60601-1-8: ten pulses, three, one. A browser needs one tap before it may sound. */

import { attribute, byId, part, text } from "./dom.js";
import { openAlarms, stateOf } from "./alarms.js";
import { say } from "./words.js";

/** Pulse starts in seconds and pulse length, by priority; the shape of the burst is the standard's. */
const BURSTS = {
  high: { starts: [0, 0.2, 0.4, 0.75, 0.95, 1.7, 1.9, 2.1, 2.45, 2.65], length: 0.14 },
  medium: { starts: [0, 0.4, 0.8], length: 0.2 },
  low: { starts: [0], length: 0.2 },
};
const FUNDAMENTAL_HZ = 440;
/** Five partials of like strength between 300 and 4000 Hz, so that the ear can place the sound. */
const PARTIALS = [0, 1, 0.9, 0.8, 0.7, 0.6];
/** Seen long ago and still there sounds like new. */
const LOUD = new Set(["sounding", "still"]);
const EDGE_S = 0.015;
const LOUDNESS = 0.25;

/** The open alarms that must be heard at this moment, worst first. */
export const loud = (state, now) => openAlarms(state).filter((alarm) => LOUD.has(stateOf(alarm, now, state.config)));

/** The key that says whether this screen sounds; `on` names the sentence while it does. */
export function sound({ on }) {
  const key = byId("sound");
  let audio = null;
  let wanted = null; // What a person asked for: true, false; null as long as nobody has touched the page.
  const nextAt = new Map();
  key.addEventListener("click", () => (running() ? turnOff() : turnOn()));
  // A mouse and a key unlock the sound as they go down, a finger as it goes up.
  for (const touch of ["pointerdown", "pointerup", "keydown"]) document.addEventListener(touch, unlock, { capture: true });

  const running = () => audio?.state === "running";

  async function start() {
    audio ??= new AudioContext();
    audio.onstatechange = paintKey;
    await audio.resume();
    nextAt.clear(); // What has called unheard calls anew.
    paintKey();
  }
  async function turnOn() {
    wanted = true;
    await start();
    burst(audio, "low");
  }
  /** The first touch of the page, anywhere, is enough; the key itself says what it wants by its click. */
  function unlock(event) {
    if (wanted === null && !running() && !event.target.closest?.("#sound")) start();
  }
  async function turnOff() {
    wanted = false;
    await audio.suspend();
    paintKey();
  }
  function paintKey() {
    attribute(key, "data-state", running() ? "on" : "off");
    attribute(key, "aria-pressed", running());
    text(part(key, "words"), say(running() ? on : wanted === null ? "sound.untouched" : "sound.off"));
  }
  paintKey();

  return {
    /**
     * Sounds what must be heard now: each alarm when it comes or grows worse, and again after the interval of its priority
     * (seconds by the wall, not the clinic); a priority without one sounds once. Under a worse one a lesser one waits.
     */
    tick(loud, repeat_s) {
      const names = new Set(loud.map(nameOf));
      for (const name of nextAt.keys()) if (!names.has(name)) nextAt.delete(name);
      const priority = loud[0]?.priority;
      const calling = loud.filter((alarm) => alarm.priority === priority);
      if (calling.every((alarm) => Date.now() < (nextAt.get(nameOf(alarm)) ?? 0))) return;
      const again_s = repeat_s[priority];
      for (const alarm of calling) nextAt.set(nameOf(alarm), again_s ? Date.now() + again_s * 1000 : Infinity);
      attribute(key, "data-sounded", calling.map(nameOf).join(" "));
      if (running()) burst(audio, priority);
    },
  };
}

/** One alarm at one priority, on the board at its chair. */
const nameOf = ({ chair, condition, priority }) => `${chair ? `${chair}:` : ""}${condition}:${priority}`;

function burst(audio, priority) {
  const { starts, length } = BURSTS[priority];
  const wave = audio.createPeriodicWave(new Float32Array(PARTIALS.length), new Float32Array(PARTIALS));
  for (const start of starts) pulse(audio, wave, audio.currentTime + start + 0.02, length);
}

function pulse(audio, wave, at, length) {
  const tone = audio.createOscillator();
  const volume = audio.createGain();
  tone.setPeriodicWave(wave);
  tone.frequency.value = FUNDAMENTAL_HZ;
  volume.gain.setValueAtTime(0, at);
  volume.gain.linearRampToValueAtTime(LOUDNESS, at + EDGE_S);
  volume.gain.setValueAtTime(LOUDNESS, at + length - EDGE_S);
  volume.gain.linearRampToValueAtTime(0, at + length);
  tone.connect(volume).connect(audio.destination);
  tone.start(at);
  tone.stop(at + length);
}
