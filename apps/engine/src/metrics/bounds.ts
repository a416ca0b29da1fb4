/** About a microsecond to 67 ms, in doublings. */
export const MICROSECONDS = { unitSeconds: 1e-6, doublings: [10, 26] } as const;
/** About a quarter of a millisecond to 16 s, in doublings. */
export const MILLISECONDS = { unitSeconds: 1e-3, doublings: [8, 24] } as const;
