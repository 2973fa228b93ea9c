/* A screen that sleeps shows no alarm: it is kept awake where the browser lets us, and brought up to date when it returns. */

/** `onReturn()` is called when the page is looked at again. */
export function wakefulness(onReturn) {
  const stayAwake = () => navigator.wakeLock?.request("screen").catch(() => null); // Refused on low battery: the device's own choice.
  stayAwake();
  document.addEventListener("visibilitychange", () => {
    if (document.hidden) return;
    stayAwake();
    onReturn();
  });
}
