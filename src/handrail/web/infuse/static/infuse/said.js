/* The line of answers: what was done, what had changed meanwhile, what is in the way, and the question why, afterwards. */

import { attribute, byId, html, part, shown, text } from "./dom.js";
import { canRetry } from "./deeds.js";
import { say } from "./words.js";

/** What may be answered after each deed, likeliest first; after any other there is no question. */
const SLOWER = ["pressure", "distress", "nausea", "asked", "other"];
const REASONS = {
  rate: SLOWER,
  stop: SLOWER,
  pause: ["toilet", "vein", "vomiting", "pump", "distress", "pressure", "nausea", "asked", "other"],
};

/** `onReason(seq, code)` charts why; the question comes after the deed, never before, and can wait. */
export function said(onReason) {
  const root = byId("answer");
  const why = byId("reasons");
  let asked = null;
  for (const key of why.querySelectorAll("button[data-reason]")) {
    key.addEventListener("click", () => {
      const about = asked;
      closeWhy();
      if (key.dataset.reason !== "later") onReason(about, key.dataset.reason);
    });
  }

  function closeWhy() {
    asked = null;
    shown(why, false);
  }
  function line(kind, words, keys = []) {
    attribute(root, "data-kind", kind);
    text(part(root, "words"), words);
    part(root, "keys").replaceChildren(...keys);
  }
  const key = (words, act) => {
    const node = html("button", { type: "button", class: "key" }, words);
    node.addEventListener("click", act);
    return node;
  };

  return {
    /** What the first tap shows, or the resting words. */
    hint: (words, inHand = false) => line(inHand ? "hand" : "hint", words),
    /** The answer to a deed; `again()` sends it once more under its key, `leave()` gives it up. */
    answer({ outcome, answer }, { again, leave }) {
      if (outcome === "done" && !answer?.refused) return line("done", sentence(answer));
      if (answer?.refused) return line("refused", [say("said.not_done"), answer.refused, changed(answer)].filter(Boolean).join(" "));
      const words = answer?.error ? `${say("said.not_done")} ${answer.error}` : say(`said.${outcome}`);
      line(outcome, words, canRetry(outcome) ? [key(say("said.again"), again), key(say("said.leave"), leave)] : []);
      return null;
    },
    /** Asks why, after a deed that is done; a question about the deed before it is over. */
    askWhy(seq, deed) {
      closeWhy();
      if (!REASONS[deed]) return;
      asked = seq;
      const keys = new Map([...why.querySelectorAll("button[data-reason]")].map((node) => [node.dataset.reason, node]));
      for (const [reason, node] of keys) shown(node, reason === "later" || REASONS[deed].includes(reason));
      why.append(...REASONS[deed].map((reason) => keys.get(reason)), keys.get("later"));
      why.scrollLeft = 0;
      shown(why, true);
    },
    closeWhy,
  };
}

function sentence(answer) {
  const number = answer?.seq ? say("said.event", { seq: answer.seq }) : "";
  const once = answer?.repeated ? say("said.repeated") : "";
  return [answer?.said, number, once, changed(answer)].filter(Boolean).join(" ");
}

/** What others did since the page was looked at. */
function changed(answer) {
  const since = answer?.changed_since ?? [];
  return since.length ? say("said.changed", { list: since.join("; ") }) : "";
}
