"use client";

import { useLink } from "../live/LiveDeck.tsx";
import { QueryState } from "../settings/QueryState.tsx";
import { OrderTable } from "./OrderTable.tsx";
import { useOrders } from "./useExecution.ts";

/** Every order a pair was made of, newest first. */
export function PairOrders({ pairId, symbol }: { readonly pairId: string; readonly symbol: string }) {
  const { data, ...query } = useOrders(pairId);
  const live = useLink().kind === "live";
  return (
    <section aria-label={`Orders of ${symbol}`} className="mt-2 rounded-panel border border-line bg-panel">
      <p className="border-b border-line px-3 py-1.5 text-label text-faint">
        <span className="font-semibold tracking-wider text-dim uppercase">Orders</span> newest first; slippage against
        the middle of the book, above zero a loss
      </p>
      {(live || data !== undefined) && <QueryState query={query} />}
      {data === undefined ? (
        !live && <p className="p-3 text-dim">Its orders are shown when the engine is back.</p>
      ) : data.length === 0 ? (
        <p className="p-3 text-dim">It was made of no order of ours.</p>
      ) : (
        <OrderTable caption={`Orders of ${symbol}, newest first`} orders={data} />
      )}
    </section>
  );
}
