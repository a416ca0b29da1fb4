/** Pixels; known before the chart itself is fetched, so that its place is kept. */
export const CHART_HEIGHT = 128;
