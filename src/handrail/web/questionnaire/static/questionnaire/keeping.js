/* Each answer goes to the server as it is given, under a key of its own, so that it counts once. What cannot be sent stays in
   this browser until it can. What another device answered later comes back with the next word from the server. */

const PATIENCE_MS = 10_000;
const LOOK_EVERY_MS = 10_000;
const AGAIN_MS = [2_000, 4_000, 8_000, 15_000];

/** A random key, also where the page has no secure context. */
function newKey() {
  if (crypto.randomUUID) return crypto.randomUUID();
  return [...crypto.getRandomValues(new Uint8Array(16))].map((byte) => byte.toString(16).padStart(2, "0")).join("");
}

/** What has not been sent yet, in this browser's own storage: for this person and these questions, gone once it is sent. */
function shelf(page) {
  const name = `handrail.questions.${page.person}.${page.asking}`;
  return {
    read() {
      try {
        return JSON.parse(localStorage.getItem(name)) ?? {};
      } catch {
        return {};
      }
    },
    write(unsent) {
      try {
        if (Object.keys(unsent.answers).length || unsent.send) localStorage.setItem(name, JSON.stringify(unsent));
        else localStorage.removeItem(name);
      } catch {
        /* a browser that stores nothing still sends */
      }
    },
  };
}

/** `onState(state, words)`, `onChanged([{item, number, answer}])`, `onOver()`, `onOpen(numbers)`, `onSent(url)`. */
export function keeper(page, token, { onState, onChanged, onOver, onOpen, onSent }) {
  const stored = shelf(page);
  const unsent = { answers: {}, send: null, ...stored.read() };
  let revision = page.revision;
  let busy = false;
  let over = false;
  let tries = 0;
  let timer = null;

  async function ask(url, fields) {
    const patience = new AbortController();
    const limit = setTimeout(() => patience.abort(), PATIENCE_MS);
    try {
      const response = await fetch(url, {
        method: fields ? "POST" : "GET",
        headers: { Accept: "application/json", ...(fields && { "X-CSRFToken": token }) },
        body: fields && new URLSearchParams(fields),
        signal: patience.signal,
      });
      return { status: response.status, answer: await response.json().catch(() => ({})) };
    } catch {
      return { status: 0, answer: {} };
    } finally {
      clearTimeout(limit);
    }
  }

  /** What the server says of everybody's answers; those that wait here are newer. */
  function taken(answer) {
    revision = Math.max(revision, answer.revision ?? 0);
    const others = (answer.changed ?? []).filter(({ item }) => !(item in unsent.answers));
    if (others.length) onChanged(others);
  }

  function ended() {
    over = true;
    unsent.answers = {};
    unsent.send = null;
    stored.write(unsent);
    onOver();
  }

  function later(state, words) {
    onState(state, words);
    clearTimeout(timer);
    timer = setTimeout(work, AGAIN_MS[Math.min(tries, AGAIN_MS.length - 1)]);
    tries += 1;
    return false;
  }

  /** Whether the way is free; where it is not, it is said and tried again. */
  function went({ status, answer }) {
    if (status >= 200 && status < 300) {
      tries = 0;
      return true;
    }
    if (status === 410) ended();
    else if (status === 401) return later("logged_out");
    else if (status === 403) return later("refused", answer.error);
    else if (status === 0 || status >= 500) return later(unsent.send ? "sending" : "away");
    return false;
  }

  async function sendAnswer(item, one) {
    const waited = Math.max(0, Date.now() - one.at);
    const said = await ask(page.urls.answer, { item, answer: one.answer, key: one.key, waited_ms: waited, seen: revision });
    const wrong = said.status === 400 || said.status === 422;
    if (unsent.answers[item] === one && (wrong || said.status < 300) && said.status) delete unsent.answers[item];
    stored.write(unsent);
    if (wrong) onState("refused", said.answer.error);
    if (!went(said)) return wrong;
    taken(said.answer);
    return true;
  }

  async function sendAll() {
    const said = await ask(page.urls.send, { go: "send", ...unsent.send });
    if (said.status === 409 || said.status === 400) {
      unsent.send = null;
      stored.write(unsent);
      onOpen(said.answer.open ?? [], said.answer.error);
    } else if (went(said)) {
      unsent.send = null;
      stored.write(unsent);
      onSent(said.answer.url);
    }
  }

  /** Send what waits, one after the other, as far as it goes. */
  async function work() {
    if (busy || over) return;
    busy = true;
    clearTimeout(timer);
    const waited = tries > 0;
    let free = true;
    while (free && Object.keys(unsent.answers).length) {
      onState(waited ? "away" : "saving");
      free = await sendAnswer(...Object.entries(unsent.answers)[0]);
    }
    if (free && !over) {
      if (unsent.send) await sendAll();
      else onState(waited ? "back" : "saved");
    }
    busy = false;
  }

  /** Look what others did, while nothing of ours is under way. */
  async function look() {
    if (over || busy || document.hidden) return;
    if (Object.keys(unsent.answers).length || unsent.send) {
      work();
      return;
    }
    const { status, answer } = await ask(`${page.urls.draft}?seen=${revision}`);
    if (status === 410) ended();
    else if (status === 200) taken(answer);
  }

  addEventListener("online", work);
  addEventListener("focus", look);
  document.addEventListener("visibilitychange", look);
  setInterval(look, LOOK_EVERY_MS);

  return {
    /** What waits in this browser since an earlier visit, by item. */
    waiting: Object.fromEntries(Object.entries(unsent.answers).map(([item, one]) => [item, one.answer])),
    /** Keep an answer: in this browser at once, on the server as soon as it goes. */
    keep(item, answer) {
      unsent.answers[item] = { answer, key: newKey(), at: Date.now() };
      stored.write(unsent);
      work();
    },
    /** Everything is answered as it shall be; `open` are the questions that are knowingly left without an answer. */
    send(open) {
      unsent.send = { open: open.join(","), key: newKey() };
      stored.write(unsent);
      work();
    },
    work,
    look,
  };
}
