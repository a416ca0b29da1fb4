/** The filter of the table on a page: where the `/` key goes. */
export const TABLE_FILTER_ID = "table-filter";
