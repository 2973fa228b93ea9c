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
/** Seconds between bursts, within the standard's ranges, where the clinic has not set its own; a low one sounds once. */
const REPEAT_S = { high: 8, medium: 20, low: null };
/** Seen long ago and still there sounds like new. */
const LOUD = new Set(["sounding", "still"]);
const EDGE_S = 0.015;
const LOUDNESS = 0.25;

export function sound() {
  const key = byId("sound");
  let audio = null;
  let playing = null;
  let nextAt = 0;
  key.addEventListener("click", () => (running() ? turnOff() : turnOn()));

  const running = () => audio?.state === "running";

  async function turnOn() {
    audio ??= new AudioContext();
    audio.onstatechange = paintKey;
    await audio.resume();
    burst(audio, "low");
    paintKey();
  }
  async function turnOff() {
    await audio.suspend();
    paintKey();
  }
  function paintKey() {
    attribute(key, "data-state", running() ? "on" : "off");
    attribute(key, "aria-pressed", running());
    text(part(key, "words"), say(running() ? "sound.on" : "sound.off"));
  }
  paintKey();

  return {
    /** Sounds what must be heard now, again after the interval of its priority (seconds by the wall, not the clinic). */
    tick(state, clinicNow) {
      const loud = openAlarms(state).find((alarm) => LOUD.has(stateOf(alarm, clinicNow, state.config)));
      const priority = loud?.priority ?? null;
      const again_s = priority ? (state.config.alarm_sounds.repeat_s ?? REPEAT_S)[priority] : null;
      if (priority !== playing) nextAt = 0;
      playing = priority;
      if (!priority || Date.now() < nextAt) return;
      nextAt = again_s ? Date.now() + again_s * 1000 : Infinity;
      attribute(key, "data-sounded", priority);
      if (running()) burst(audio, priority);
    },
  };
}

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
