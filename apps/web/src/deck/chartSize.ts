/** Known before the chart itself is fetched, so that its place is kept. A wall has room for more. */
export const CHART_SIZE = "h-[9.85rem] wall:h-80";
