/* Deeds: one request each, under a key that stays the same however often it is sent, so that it is recorded once. */

/** Longer than any answer takes; after it the deed is neither sent nor unsent, and that is said. */
const PATIENCE_MS = 10_000;

/** A key that is one deed: random, also where the page has no secure context. */
export function newKey() {
  if (crypto.randomUUID) return crypto.randomUUID();
  return [...crypto.getRandomValues(new Uint8Array(16))].map((byte) => byte.toString(16).padStart(2, "0")).join("");
}

const token = () =>
  document.querySelector('meta[name="csrf-token"]')?.content ??
  document.cookie.match(/(?:^|; )csrftoken=([^;]+)/)?.[1] ??
  document.querySelector("input[name=csrfmiddlewaretoken]")?.value ??
  "";

/**
 * Sends a deed. Resolves to { outcome, answer }: "done", "refused" (recorded as refused, with the reason), "wrong" (the
 * input, with what to mend), "logged_out", "unsent" (no connection) or "unknown" (sent, no answer). Never rejects.
 */
export async function send(url, fields) {
  if (navigator.onLine === false) return { outcome: "unsent", answer: null };
  const patience = new AbortController();
  const timer = setTimeout(() => patience.abort(), PATIENCE_MS);
  try {
    const response = await fetch(url, {
      method: "POST",
      headers: { Accept: "application/json", "X-CSRFToken": token() },
      body: new URLSearchParams(Object.entries(fields).filter(([, value]) => value !== null && value !== undefined)),
      signal: patience.signal,
    });
    return { outcome: outcomeOf(response), answer: await response.json().catch(() => null) };
  } catch {
    return { outcome: navigator.onLine === false ? "unsent" : "unknown", answer: null };
  } finally {
    clearTimeout(timer);
  }
}

function outcomeOf(response) {
  if (response.status === 401) return "logged_out";
  if (response.ok) return "done";
  return response.status >= 500 ? "unknown" : "wrong";
}

/** Whether sending again, with the same key, is the way on. */
export const canRetry = (outcome) => outcome === "unsent" || outcome === "unknown";
