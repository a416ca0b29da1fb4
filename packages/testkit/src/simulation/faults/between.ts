/** What goes wrong between a venue and the engine: on the way, in the machine, in the database. */
export const BETWEEN_FAULTS = {
  "reply-slow": "an answer takes seconds, and still comes in time",
  "read-lost": "a question is asked and its answer never comes",
  "frame-malformed": "a frame of one market cannot be read",
  "frame-crossed": "a book is shown with its best bid above its best ask",
  "commit-unknown": "a batch is stored, and the database never says so",
  "commit-stall": "the database takes 0.1 to 30 s for what it is given",
  "commit-refused": "the database refuses everything for 1 to 30 s",
  "host-clock-step": "this machine's clock jumps by 0.2 to 5 s, either way",
  "host-clock-drift": "this machine's clock runs up to 4 ms a second fast or slow",
  "lease-taken": "this process sleeps, another takes the lease, and this one wakes",
  "crash-persist": "the process dies with an intent decided and not stored",
  "crash-send": "the process dies with an intent stored and not sent",
  "crash-sent": "the process dies with an order on its way",
  "crash-ack": "the process dies with the venue's answer in its hand",
  "crash-fill": "the process dies with a fill applied and not stored",
  "crash-ledger": "the process dies with a fill's entries just stored",
  "crash-hedge": "the process dies with one leg filled and its hedge just decided",
  "crash-anytime": "the process dies between two events",
} as const;

export type BetweenName = keyof typeof BETWEEN_FAULTS;
export const BETWEEN_NAMES = Object.keys(BETWEEN_FAULTS) as readonly BetweenName[];

/** The moments at which a process can be killed; each is hit once by force in every full run. */
export const CRASH_POINTS = [
  "crash-persist",
  "crash-send",
  "crash-sent",
  "crash-ack",
  "crash-fill",
  "crash-ledger",
  "crash-hedge",
] as const satisfies readonly BetweenName[];
export type CrashPoint = (typeof CRASH_POINTS)[number];

/** Chances per occasion; of what comes by the day, times a day. */
export type BetweenRates = Readonly<Record<BetweenName, number>>;

const NORMAL: BetweenRates = {
  "reply-slow": 0.01,
  "read-lost": 0.01,
  "frame-malformed": 0.000_05,
  "frame-crossed": 0.000_05,
  "commit-unknown": 1,
  "commit-stall": 1,
  "commit-refused": 1,
  "host-clock-step": 1,
  "host-clock-drift": 1,
  "lease-taken": 0.2,
  "crash-persist": 0.002,
  "crash-send": 0.002,
  "crash-sent": 0.002,
  "crash-ack": 0.002,
  "crash-fill": 0.002,
  "crash-ledger": 0.002,
  "crash-hedge": 0.004,
  "crash-anytime": 1,
};

const scaled = (factor: number): BetweenRates =>
  Object.fromEntries(BETWEEN_NAMES.map((name) => [name, NORMAL[name] * factor])) as BetweenRates;

export const BETWEEN_MIXES = { none: scaled(0), calm: scaled(0.2), normal: NORMAL, storm: scaled(5) } as const;
