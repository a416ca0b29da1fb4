export const PAGE_ROWS_MAX = 500;

/** Whatever a caller asks for, a page is bounded. */
export const pageRows = (limit: number): number => Math.max(1, Math.min(Math.trunc(limit) || 1, PAGE_ROWS_MAX));
