/* What an address names stands open, with everything around it: in browsers that do not unfold by themselves. */
const unfold = () => {
  const named = document.getElementById(decodeURIComponent(location.hash.slice(1)));
  const closed = [];
  for (let around = named?.closest("details"); around; around = around.parentElement.closest("details")) {
    if (!around.open) closed.push(around);
  }
  for (const one of closed) one.open = true;
  if (closed.length) named.scrollIntoView();
};

addEventListener("hashchange", unfold);
unfold();
