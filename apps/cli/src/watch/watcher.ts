/** What one look at an engine found. */
export type Look =
  | { readonly kind: "nothing"; readonly why: string }
  | {
      readonly kind: "told";
      readonly status: string;
      readonly killLevel: string;
      readonly halted: boolean;
      readonly notFlat: boolean;
    };

export type Condition = "well" | "silent" | "halted" | "not-flat";

export type Watched = {
  readonly condition: Condition;
  /** It was another one at the look before; the first look always tells. */
  readonly changed: boolean;
  readonly text: string;
};

const SECOND_MS = 1_000;

/** An engine that says it cannot prove to be flat is worse than one that waits for a person. */
function conditionOf(look: Extract<Look, { kind: "told" }>): Exclude<Condition, "silent"> {
  if (look.notFlat) return "not-flat";
  return look.halted ? "halted" : "well";
}

const TEXTS: { readonly [C in Exclude<Condition, "silent">]: (look: Extract<Look, { kind: "told" }>) => string } = {
  well: ({ status, killLevel }) => (status === "standby" ? "stands by" : `lives: ${status}, ${killLevel}`),
  halted: () => "is HALTED for review: books and venue disagree",
  "not-flat": ({ killLevel }) => `is NOT FLAT: ${killLevel} was asked for and the venues have not confirmed`,
};

/** Judges one look after the other. One that found nothing is forgiven until the engine was silent for long enough. */
export function createWatcher(silentMs: number, startedAtMs: number): (look: Look, atMs: number) => Watched {
  let heardAtMs = startedAtMs;
  let last: Condition | null = null;
  let text = "";
  return (look, atMs) => {
    if (look.kind === "told") heardAtMs = atMs;
    const silent = look.kind === "nothing" && atMs - heardAtMs >= silentMs;
    if (look.kind === "nothing" && !silent) return { condition: last ?? "well", changed: false, text };
    const condition = look.kind === "told" ? conditionOf(look) : "silent";
    const changed = condition !== last;
    last = condition;
    if (look.kind === "told") text = TEXTS[conditionOf(look)](look);
    else text = `has been silent for ${Math.round((atMs - heardAtMs) / SECOND_MS)} s (${look.why})`;
    return { condition, changed, text };
  };
}
