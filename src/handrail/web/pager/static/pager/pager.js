/* Looks again every few seconds and takes over what changed. While somebody calls and the sound is on, it calls every ten seconds. */

const LOOK_EVERY_MS = 3000;
const CALL_EVERY_S = 10;
const TONES_HZ = [659, 523];
const TONE_S = 0.35;
const LOUDNESS = 0.2;

const still = document.getElementById("still");
const key = document.getElementById("sound");
let audio = null;
let calledAt = -Infinity;

const calls = (root) => [...root.querySelectorAll("[data-call]")].map((one) => one.dataset.call).join();

/** The same page as the server has it now; nothing where it cannot be had. */
async function fresh() {
  try {
    const answer = await fetch(location.href, { headers: { Accept: "text/html" }, cache: "no-store" });
    const page = new DOMParser().parseFromString(await answer.text(), "text/html");
    return answer.ok && page.getElementById("pages") ? page : null;
  } catch {
    return null;
  }
}

/** Take the pages over where they changed, so that a key under a finger stays where it is. */
function takeOver(page) {
  const [here, there] = [document.getElementById("pages"), page.getElementById("pages")];
  if (calls(here) === calls(there) && here.querySelectorAll(".had li").length === there.querySelectorAll(".had li").length) return;
  here.replaceChildren(...there.childNodes);
  document.title = page.title;
}

function call() {
  if (audio?.state !== "running" || !calls(document) || audio.currentTime - calledAt < CALL_EVERY_S) return;
  calledAt = audio.currentTime;
  TONES_HZ.forEach((pitch, number) => tone(pitch, calledAt + number * TONE_S));
}

function tone(pitch, at) {
  const [voice, loudness] = [audio.createOscillator(), audio.createGain()];
  voice.frequency.value = pitch;
  loudness.gain.setValueAtTime(0, at);
  loudness.gain.linearRampToValueAtTime(LOUDNESS, at + 0.03);
  loudness.gain.linearRampToValueAtTime(0, at + TONE_S);
  voice.connect(loudness).connect(audio.destination);
  voice.start(at);
  voice.stop(at + TONE_S);
}

function paint() {
  const on = audio?.state === "running";
  key.setAttribute("aria-pressed", String(on));
  key.textContent = on ? key.dataset.on : key.dataset.off;
}

key.hidden = false;
key.addEventListener("click", async () => {
  audio ??= new AudioContext();
  await (audio.state === "running" ? audio.suspend() : audio.resume());
  calledAt = -Infinity;
  paint();
  call();
});

async function look() {
  const page = await fresh();
  still.hidden = page !== null;
  if (page) takeOver(page);
  call();
  setTimeout(look, LOOK_EVERY_MS);
}
setTimeout(look, LOOK_EVERY_MS);
