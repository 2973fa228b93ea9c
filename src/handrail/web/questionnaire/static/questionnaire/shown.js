// One question at a time or all at once: as the person chose, else as the screen is wide. Runs before the page is drawn, so that nothing jumps.
const chosen = document.querySelector('meta[name="questions-shown"]').content;
const narrow = matchMedia("(max-width: 40rem)").matches;
document.documentElement.dataset.questions = chosen === "wide" ? (narrow ? "one" : "all") : chosen;
