// A patient's page is paper by day and dusk at night, as the device is. Runs before the page is drawn, so that nothing flashes.
const night = matchMedia("(prefers-color-scheme: dark)");
const follow = () => { document.documentElement.dataset.look = night.matches ? "dusk" : "paper"; };
follow();
night.addEventListener("change", follow);
