/* The clinic's time on this screen: the server's, carried on between messages at the clinic clock's speed. */

/**
 * A clock that is set by each message and never runs slow: after a sleeping lid the larger of two elapsed times counts,
 * so that an old figure can look too old, never too young.
 */
export function clinicClock({ zone, speed }) {
  let clinicAt = 0;
  let wallAt = 0;
  let steadyAt = 0;
  let pace = speed;
  const formats = {
    minute: new Intl.DateTimeFormat("en-GB", { timeZone: zone, hour: "2-digit", minute: "2-digit", hourCycle: "h23" }),
    second: new Intl.DateTimeFormat("en-GB", { timeZone: zone, hour: "2-digit", minute: "2-digit", second: "2-digit", hourCycle: "h23" }),
  };
  return {
    /** Sets the clock to the moment that a message was made, and to the speed at which the clinic's runs. */
    set(moment, runs = pace) {
      pace = runs;
      clinicAt = Date.parse(moment);
      wallAt = Date.now();
      steadyAt = performance.now();
    },
    /** The clinic's time now, in milliseconds since 1970. */
    now() {
      const elapsed = Math.max(Date.now() - wallAt, performance.now() - steadyAt, 0);
      return clinicAt + elapsed * pace;
    },
    minute: (milliseconds) => formats.minute.format(milliseconds),
    second: (milliseconds) => formats.second.format(milliseconds),
  };
}

/** "1:20", "12:05", "1:02:05": a length of time in figures. */
export function length(milliseconds) {
  const all = Math.max(0, Math.round(milliseconds / 1000));
  const two = (number) => String(number).padStart(2, "0");
  const hours = Math.floor(all / 3600);
  const minutes = Math.floor((all % 3600) / 60);
  return hours ? `${hours}:${two(minutes)}:${two(all % 60)}` : `${minutes}:${two(all % 60)}`;
}
