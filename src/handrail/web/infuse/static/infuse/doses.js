/* Rates and doses in figures: a point, no trailing zero. The server rounds what it tells; here only what is carried on is. */

/** As finely as a pump is set. */
const RATE_DECIMALS = 1;

/** A rate in mL/h or mg/h, as a pump takes it. */
export const rateWords = (rate) => rounded(rate, RATE_DECIMALS);

/** An amount in mg by the precision of its order, which the server tells. */
export const doseWords = (dose, order) => rounded(dose, order?.dose_decimals ?? RATE_DECIMALS);

/** Halves go up as they are written in decimals: 35.65 to one place is 35.7. */
const rounded = (figure, decimals) => String(Number(`${Math.round(Number(`${Number(figure)}e${decimals}`))}e-${decimals}`));
