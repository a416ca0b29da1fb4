import { createHash } from "node:crypto";
import { ApiError } from "../errors/index.ts";
import { addressGroup } from "../web/backoff.ts";
import { CALLERS_MAX, createAllowance } from "./allowance.ts";
import type { RestRoute } from "./routes.ts";

export const READS = { burst: 40, perSecond: 10 } as const;
export const COMMANDS = { burst: 10, perSecond: 1 } as const;
/** Of an address, with credentials that were not seen to be good yet. */
export const STRANGERS = { burst: 40, perSecond: 5 } as const;

export type Limits = {
  /** Before anybody is asked who this is. */
  readonly assertMayAsk: (visitor: Visitor, route: RestRoute) => void;
  /** What it brought stands. */
  readonly know: (visitor: Visitor) => void;
  readonly assertMayCall: (caller: string, route: RestRoute) => void;
};

export type Visitor = { readonly credential: string; readonly address: string };

const SECOND_MS = 1_000;

/**
 * A caller has an allowance of reads and one of commands; whoever is not known yet shares one with its address, so
 * that guessing is slow and slows nobody who is known. What stops, closes or reduces is never held up.
 */
export function createLimits(nowMs: () => number): Limits {
  const reads = createAllowance(READS);
  const commands = createAllowance(COMMANDS);
  const strangers = createAllowance(STRANGERS);
  const known = new Set<string>();

  const hold = (waitMs: number): void => {
    if (waitMs > 0)
      throw new ApiError("TOO_MANY", "too many requests", { retryAfterSeconds: Math.ceil(waitMs / SECOND_MS) });
  };
  const nameOf = ({ credential }: Visitor): string => createHash("sha256").update(credential).digest("hex");

  return {
    assertMayAsk(visitor, route) {
      if (route.reduces || known.has(nameOf(visitor))) return;
      hold(strangers.take(addressGroup(visitor.address), nowMs()));
    },
    know(visitor) {
      const name = nameOf(visitor);
      known.delete(name);
      known.add(name);
      const [oldest] = known;
      if (known.size > CALLERS_MAX && oldest !== undefined) known.delete(oldest);
    },
    assertMayCall(caller, route) {
      if (!route.reduces) hold((route.method === "GET" ? reads : commands).take(caller, nowMs()));
    },
  };
}
