/** A goal is printed beside what was measured; missing one is news, never a failure. */
export type Goal = { readonly text: string; readonly met: boolean };

export type Section = {
  readonly name: string;
  readonly title: string;
  readonly lines: readonly string[];
  readonly goals: readonly Goal[];
  /** What is wrong whatever the speed: two designs that disagree, a run without decisions. Ends with exit code 1. */
  readonly faults: readonly string[];
  readonly numbers: Readonly<Record<string, unknown>>;
};

export type Bench = {
  readonly name: string;
  readonly about: string;
  /** Rough wall time, for people deciding what to run. */
  readonly seconds: number;
  /** Too long for a run of all: it has to be named. */
  readonly onRequest?: true;
  readonly run: (options: BenchOptions) => Promise<Section>;
};

export type BenchOptions = { readonly seed: number; readonly progress: (text: string) => void };
