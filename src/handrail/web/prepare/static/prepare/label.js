/* The label's key to print. */

const key = document.getElementById("print");
key.hidden = false;
key.addEventListener("click", () => print());
