type Variables = Readonly<Record<string, string | undefined>>;

/**
 * Servers with TimescaleDB installed and a user who may make databases: preloaded; under the Apache licence; not
 * preloaded. What is not there is skipped, aloud.
 */
export const timescaleUrl = (variables: Variables = process.env): string | null => variables["TIMESCALE_URL"] ?? null;
export const apacheUrl = (variables: Variables = process.env): string | null =>
  variables["TIMESCALE_APACHE_URL"] ?? null;
export const unloadedUrl = (variables: Variables = process.env): string | null =>
  variables["TIMESCALE_UNLOADED_URL"] ?? null;
