/* Rates and doses in figures: a point, no trailing zero, no more digits than a pump takes. */

/** A rate in mL/h or mg/h with at most one decimal, as a pump takes it. */
export const rateWords = (rate) => plain(Number(rate).toFixed(1));

/** An amount in mg with at most one decimal. */
export const doseWords = (dose) => plain(Number(dose).toFixed(1));

const plain = (figure) => figure.replace(/\.?0+$/, "");
