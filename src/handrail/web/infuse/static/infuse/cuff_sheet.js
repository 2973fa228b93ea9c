/* The cuff by hand: a pressure that a person took, and the last reading set aside where it was none. */

import { byId, part, shown, text } from "./dom.js";
import { newKey } from "./deeds.js";
import { say } from "./words.js";

/** `post(deed, fields)` sends and answers on the page. */
export function cuffSheet(state, post) {
  const sheet = byId("cuff-sheet");
  const opener = part(byId("next-cuff"), "by-hand");
  const fields = ["systolic", "diastolic"].map((name) => part(sheet, name));

  function open(yes) {
    shown(sheet, yes);
    if (yes) for (const field of fields) field.value = "";
    wrong("");
    (yes ? fields[0] : opener).focus();
  }
  /** What is to be mended, in the sheet itself: what was typed stays. */
  function wrong(words) {
    text(part(sheet, "wrong"), words);
    shown(part(sheet, "wrong"), Boolean(words));
  }
  opener.addEventListener("click", () => open(sheet.hidden));
  part(sheet, "close").addEventListener("click", () => open(false));
  sheet.addEventListener("keydown", (event) => event.key === "Escape" && open(false));
  sheet.addEventListener("submit", (event) => {
    event.preventDefault();
    const [systolic, diastolic] = fields.map((field) => field.value.trim());
    const unread = fields.find((field) => !/^\d{2,3}$/.test(field.value.trim()));
    wrong(unread ? say("cuff.unreadable", { typed: unread.value.trim() }) : "");
    if (unread) unread.focus();
    else keep({ systolic, diastolic });
  });
  async function keep(reading) {
    shown(sheet, false);
    const answer = await post("cuff", { ...reading, key: newKey(), seen: state.view.seq });
    if (answer || !["wrong", "refused"].includes(byId("answer").dataset.kind)) return;
    shown(sheet, true);
    wrong(part(byId("answer"), "words").textContent);
    fields[0].focus();
  }
  part(sheet, "aside").addEventListener("click", () => {
    open(false);
    post("artefact", { seq: state.view.numerics.nibp.seq, key: newKey(), seen: state.view.seq });
  });

  return {
    /** Names the reading that could be set aside. */
    paint() {
      const cuff = state.view.numerics.nibp;
      shown(part(sheet, "aside"), Boolean(cuff?.seq));
      if (cuff?.seq) text(part(sheet, "aside"), say("cuff.set_aside", { reading: `${cuff.systolic}/${cuff.diastolic}` }));
    },
  };
}
