/** The launcher, npm and the terminal each pass one Ctrl-C on: signals this near each other are one press. */
const SAME_PRESS_MS = 500;
const ANSWER_MS_MAX = 30_000;

export type AskStop = {
  /** Open pairs as the running engine counts them; null where nobody answers. */
  readonly countPairs: () => Promise<number | null>;
  readonly say: (text: string) => void;
  readonly stop: () => void;
  readonly nowMs: () => number;
};

/**
 * OPS-14: whoever stops by hand while pairs are open hears first what that means, and says so again. Returns what a
 * Ctrl-C does. An engine that does not answer guards nothing any more: that is stopped at once.
 */
export function askStop({ countPairs, say, stop, nowMs }: AskStop): () => Promise<void> {
  let pressedAt = Number.NEGATIVE_INFINITY;
  let askedUntil = Number.NEGATIVE_INFINITY;
  let counting = false;
  return async () => {
    const now = nowMs();
    const again = now - pressedAt >= SAME_PRESS_MS;
    pressedAt = now;
    if (!again) return;
    if (counting || now < askedUntil) return stop();
    counting = true;
    const count = await countPairs().catch(() => null);
    counting = false;
    if (count === null || count === 0) return stop();
    askedUntil = nowMs() + ANSWER_MS_MAX;
    say(warn(count));
  };
}

function warn(count: number): string {
  const [pairs, they, each] = count === 1 ? ["pair is", "it is", "a leg"] : ["pairs are", "they are", "any leg"];
  return [
    `${count} ${pairs} open and would be unguarded: ${they} not closed, no hedge is repaired, and nobody looks how near`,
    `${each} is to its liquidation, until the next start. Flatten first if they should go.`,
    "Ctrl-C again within 30 seconds stops all the same.",
  ].join("\n  ");
}
