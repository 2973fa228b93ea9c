/* What may be done now, least to most. Nothing here decides; the server does. */

/** The deed (and its address) behind each choice; "go on" is none. */
export const DEEDS = {
  slow_75: "rate", slow_half: "rate", other: "rate", pause: "pause", stop: "stop",
  resume_75: "resume", resume: "resume", complete: "complete", start: "start",
};

/** The choices of this phase: the server's, in the server's order. */
export function offered(view, now) {
  if (view.phase === "infusing") return running(view, now);
  if (view.phase === "paused") return standing(view);
  if (isBeforeStart(view)) return [start(view)];
  return [];
}

/** Before anything has run. */
export const isBeforeStart = (view) => ["empty", "ordered", "prepared", "ready"].includes(view.phase);

const END = { key: "complete", ml_per_h: null, end_expected_at: null, given_mg: null };

/** Once the dose is in, going on is no choice: ending takes its place, and nothing else moves. */
function running(view, now) {
  const over = view.infusion?.dose_in || Date.parse(view.times.end_expected_at ?? "") <= now;
  return (view.choices ?? []).map((choice) => (choice.key === "go_on" && over ? { ...END, given_mg: choice.given_mg } : choice));
}

/** Why a choice would be refused to who looks, as a code, or null: said before the press, not after it. */
export const againstIt = (choice, config) => (config.prescriber ? choice.refused : choice.refused_unless_prescriber) ?? null;

/** Paused with the dose in, there is nothing to go on with. */
const standing = (view) => (view.infusion?.dose_in ? [{ ...END, given_mg: view.infusion.given_mg }] : (view.choices ?? []));

const start = (view) => ({ key: "start", ml_per_h: view.order?.rate_ml_per_h ?? null, end_expected_at: null, given_mg: view.order?.dose_mg ?? null, blocked: view.missing?.length > 0 });
