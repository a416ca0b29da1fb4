const HOURS_A_YEAR = 8_760;
const BPS_PER_PERCENT = 100;

/** What one settlement would be over a year, so that hourly and eight-hourly markets can be compared. */
export const annualPercent = (rateBps: number, intervalHours: number): number =>
  intervalHours > 0 ? (rateBps * (HOURS_A_YEAR / intervalHours)) / BPS_PER_PERCENT : 0;
