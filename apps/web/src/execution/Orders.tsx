"use client";

import { useLink } from "../live/LiveDeck.tsx";
import { QueryState } from "../settings/QueryState.tsx";
import { classes } from "../ui/classes.ts";
import { Panel } from "../ui/Panel.tsx";
import { OrderTable } from "./OrderTable.tsx";
import { useOrders } from "./useExecution.ts";

/** The newest of them all. */
export function Orders() {
  const { data, ...query } = useOrders(null);
  const live = useLink().kind === "live";
  return (
    <Panel
      id="orders"
      title="Newest orders"
      note={data !== undefined && data.length > 0 ? `${data.length}; slippage above zero is a loss` : undefined}
      className={classes((!live || query.isError) && data !== undefined && "aged")}
    >
      {(live || data !== undefined) && <QueryState query={query} />}
      {data === undefined ? (
        !live && <p className="p-3 text-dim">Shown when the engine is back.</p>
      ) : data.length === 0 ? (
        <p className="p-3 text-dim">
          None yet. Each order appears here as it is decided: where it went, in which style, what it paid against the
          middle of the book, and how long every door took.
        </p>
      ) : (
        <OrderTable caption="Newest orders" orders={data} />
      )}
    </Panel>
  );
}
