/** What market data is kept, for how long, and in how much room. */
export type TickSettings = {
  readonly stored: boolean;
  /** Best bid and ask are stored so often at most. */
  readonly topsEveryMs: number;
  /** Trades and tops; null leaves it to the kind of storage. */
  readonly rawDays: number | null;
  /** Trades and tops together. */
  readonly rawBytesMax: number;
  /** Refuses a database that cannot use TimescaleDB. */
  readonly requireTimescale: boolean;
};

type Variables = Readonly<Record<string, string | undefined>>;

const TOPS_SECONDS_DEFAULT = 10;
const ROOM_GIB_DEFAULT = 10;
const SECOND_MS = 1_000;
const GIB = 2 ** 30;

/** `refuse` takes one sentence for every setting that cannot be meant. */
export function readTickSettings(variables: Variables, refuse: (sentence: string) => void): TickSettings {
  const given = (name: string): string => variables[name]?.trim() ?? "";
  const choice = <T>(name: string, words: Readonly<Record<string, T>>, byDefault: T): T => {
    const text = given(name);
    if (text === "") return byDefault;
    if (words[text] === undefined) refuse(`${name} must be one of ${Object.keys(words).join(", ")}.`);
    return words[text] ?? byDefault;
  };
  const count = <T>(name: string, min: number, max: number, byDefault: T): number | T => {
    const text = given(name);
    const value = Number(text);
    if (text === "") return byDefault;
    if (Number.isInteger(value) && value >= min && value <= max) return value;
    refuse(`${name} must be a whole number from ${min} to ${max}.`);
    return byDefault;
  };
  return {
    stored: choice("EVENKEEL_TICKS", { on: true, off: false }, true),
    topsEveryMs: count("EVENKEEL_TOPS_SECONDS", 1, 3_600, TOPS_SECONDS_DEFAULT) * SECOND_MS,
    rawDays: count("EVENKEEL_TICKS_DAYS", 1, 3_650, null),
    rawBytesMax: count("EVENKEEL_TICKS_GIB", 1, 100_000, ROOM_GIB_DEFAULT) * GIB,
    requireTimescale: choice("REQUIRE_TIMESCALE", { "1": true, "0": false }, false),
  };
}
