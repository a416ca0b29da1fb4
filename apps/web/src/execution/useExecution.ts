"use client";

import type { ExecutedOrderView, LegRiskView } from "@evenkeel/api/client";
import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { THIN } from "../format/number.ts";
import { useLink } from "../live/LiveDeck.tsx";
import { useClient } from "../live/useClient.ts";

const HOUR_MS = 3_600_000;
export const PERIODS = {
  day: [`24${THIN}h`, 24 * HOUR_MS],
  week: [`7${THIN}d`, 7 * 24 * HOUR_MS],
  month: [`30${THIN}d`, 30 * 24 * HOUR_MS],
} as const;
export type Period = keyof typeof PERIODS;

/** Statistics of a day move slowly, and cost the database more than a page of orders. */
const LEG_RISK_MS = 20_000;
const ORDERS_MS = 4_000;
const ORDERS_SHOWN = 60;
/** As many as the engine gives of one pair. */
const PAIR_ORDERS_SHOWN = 200;

export function useLegRisk(period: Period) {
  const client = useClient();
  const live = useLink().kind === "live";
  return useQuery({
    queryKey: ["leg-risk", period],
    queryFn: (): Promise<LegRiskView> => client().execution.legRisk.query({ sinceMs: Date.now() - PERIODS[period][1] }),
    enabled: live,
    refetchInterval: LEG_RISK_MS,
    placeholderData: keepPreviousData,
  });
}

/** The newest, or all of a pair however long ago it was opened. */
export function useOrders(pairId: string | null) {
  const client = useClient();
  const live = useLink().kind === "live";
  return useQuery({
    queryKey: ["executed-orders", pairId],
    queryFn: (): Promise<readonly ExecutedOrderView[]> =>
      client().execution.orders.query(
        pairId === null ? { limit: ORDERS_SHOWN } : { pairId, sinceMs: 0, limit: PAIR_ORDERS_SHOWN },
      ),
    enabled: live,
    refetchInterval: ORDERS_MS,
  });
}
