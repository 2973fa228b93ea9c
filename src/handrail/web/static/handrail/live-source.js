/* One stream from the server and the screens that share it. Runs in the shared worker, or in the page where there is none. */

/** What the server sends. "beat" is its sign of life: without one for a while the stream counts as silent. */
const NAMES = ["session", "chair", "board", "beat", "resume", "end"];

/** A break shorter than this is not worth a word: the next attempt is usually through by then. */
const GRACE_MS = 3000;

const FIRST_RETRY_MS = 500;
const LAST_RETRY_MS = 10_000;

/** The number "seq.cursor" as two, or null. */
const readPosition = (text) => {
  const parts = /^(\d+)\.(\d+)$/.exec(text ?? "");
  return parts ? { seq: Number(parts[1]), cursor: Number(parts[2]) } : null;
};

const further = (one, other) =>
  one && other ? { seq: Math.max(one.seq, other.seq), cursor: Math.max(one.cursor, other.cursor) } : (one ?? other);

const nearer = (one, other) => ({ seq: Math.min(one.seq, other.seq), cursor: Math.min(one.cursor, other.cursor) });

/** Leaves out what somebody at `position` has already, so that nothing is drawn twice when screens share a stream. */
function without(data, position) {
  if (!position || data.whole) return data;
  const numbers = data.numbers ?? {};
  const newer = (list, name, last) => list.filter((_, index) => (numbers[name]?.[index] ?? Infinity) > last);
  const samples = {};
  for (const [channel, list] of Object.entries(data.samples)) {
    const kept = newer(list, channel, position.cursor);
    if (kept.length) samples[channel] = kept;
  }
  return {
    ...data,
    samples,
    cuffs: newer(data.cuffs, "cuffs", position.seq),
    events: data.events.filter((event) => event.seq > position.seq),
  };
}

/**
 * One address, one connection, any number of screens. Each screen is `{ after, told(message), state(state) }`; `after` is
 * the last "seq.cursor" that it has. States: "connecting", "live", "silent" (connected, yet nothing comes), "offline",
 * "ended" (`why`: "login", "gone"); `since` is the moment of the last sign of life.
 */
export class Source {
  constructor(url, silentAfter_s) {
    this.url = url;
    this.silentAfter_ms = silentAfter_s * 1000;
    this.screens = new Map();
    this.heardAt = Date.now();
    this.heardAnything = false;
    this.failures = 0;
    this.why = null;
    this.told = null;
  }

  /** A screen comes, or says again that it is there. Everything it has missed follows. */
  add(key, screen) {
    if (this.screens.has(key)) return;
    this.screens.set(key, { ...screen, position: readPosition(screen.after) });
    screen.state(this.state());
    this.open();
  }

  /** A screen goes; with the last one the connection ends. */
  remove(key) {
    this.screens.delete(key);
    if (!this.screens.size) this.close();
  }

  /** Somebody looks again: is it still alive? If that is not certain, connect anew at once. */
  check(key) {
    const quiet_ms = Date.now() - this.heardAt;
    if (!this.why && (this.stream?.readyState !== EventSource.OPEN || quiet_ms > this.silentAfter_ms / 2)) {
      this.failures = 0;
      this.open();
    }
    this.judge();
    this.screens.get(key)?.state(this.state());
  }

  close() {
    clearInterval(this.watch);
    clearTimeout(this.retry);
    this.watch = null;
    this.stream?.close();
    this.stream = null;
  }

  open() {
    clearTimeout(this.retry);
    this.stream?.close();
    this.watch ??= setInterval(() => this.judge(), 1000);
    this.why = null;
    this.openedAt = Date.now();
    const stream = (this.stream = new EventSource(this.address(), { withCredentials: true }));
    for (const name of NAMES) stream.addEventListener(name, (event) => this.stream === stream && this.heard(name, event));
    stream.addEventListener("error", () => this.stream === stream && this.lost());
  }

  /** Everything after what the furthest behind of the screens has; the others leave out what they know. */
  address() {
    const positions = [...this.screens.values()].map((screen) => screen.position);
    if (!positions.length || positions.includes(null)) return this.url;
    const { seq, cursor } = positions.reduce(nearer);
    return `${this.url}${this.url.includes("?") ? "&" : "?"}after=${seq}.${cursor}`;
  }

  heard(name, event) {
    this.heardAt = Date.now();
    this.heardAnything = true;
    this.failures = 0;
    if (name === "resume") return this.open();
    const data = JSON.parse(event.data);
    if (name === "end") return this.end(data.why);
    const position = name === "session" ? readPosition(event.lastEventId) : null;
    for (const screen of this.screens.values()) {
      screen.told({ name, id: event.lastEventId, data: position ? without(data, screen.position) : data });
      if (position) screen.position = further(position, screen.position);
    }
    this.judge();
  }

  /** The connection broke, or was refused. */
  lost() {
    this.stream?.close();
    this.stream = null;
    this.failures += 1;
    const longest = Math.min(LAST_RETRY_MS, FIRST_RETRY_MS * 2 ** (this.failures - 1));
    clearTimeout(this.retry);
    this.retry = setTimeout(() => this.open(), longest * (0.5 + Math.random() / 2));
    this.judge();
    this.ask();
  }

  /** A refused stream does not say why; the same address without a body does. */
  async ask() {
    try {
      const { status } = await fetch(this.url, { method: "HEAD", cache: "no-store", redirect: "manual" });
      if (status === 401 || status === 403) this.end("login");
      else if (status === 404) this.end("gone");
    } catch {
      this.judge(); // nobody answers: the next attempt is due already, and the state says so
    }
  }

  end(why) {
    this.why = why;
    this.close();
    this.judge();
  }

  state() {
    const quiet_ms = Date.now() - this.heardAt;
    const open = this.stream?.readyState === EventSource.OPEN;
    if (this.why) return { name: "ended", why: this.why, since: this.heardAt };
    if (this.heardAnything && (open ? quiet_ms <= this.silentAfter_ms : quiet_ms <= GRACE_MS)) return { name: "live", since: this.heardAt };
    if (this.failures) return { name: "offline", since: this.heardAt };
    return { name: quiet_ms > this.silentAfter_ms ? "silent" : "connecting", since: this.heardAt };
  }

  /** Says how it stands where that has changed, and gives up a connection that has fallen silent. */
  judge() {
    const state = this.state();
    if (state.name !== this.told) {
      this.told = state.name;
      for (const screen of this.screens.values()) screen.state(state);
    }
    if (state.name === "silent" && Date.now() - this.openedAt > this.silentAfter_ms) this.open();
  }
}
