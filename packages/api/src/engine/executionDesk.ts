import type { ExecutedOrderView, LegRiskView } from "../views/index.ts";

/** What executing cost and how exposed it was, out of the books. The engine process fills it. */
export type ExecutionDesk = {
  /** By this machine's clock; without a time of the last thirty days. */
  readonly legRisk: (sinceMs: number | null) => Promise<LegRiskView>;
  /** Newest first; of one pair where it is named. */
  readonly orders: (query: {
    readonly sinceMs: number | null;
    readonly pairId: string | null;
    readonly limit: number;
  }) => Promise<readonly ExecutedOrderView[]>;
};
