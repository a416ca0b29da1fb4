"use client";

import { type Role, roleSuffices } from "@evenkeel/api/caller";
import { createContext, type ReactNode, useCallback, useContext, useMemo, useState } from "react";
import { OrderDialog } from "./OrderDialog.tsx";
import { ORDERS, type Order } from "./order.ts";

type Desk = {
  readonly role: Role;
  readonly ask: (order: Order) => void;
  readonly may: (kind: Order["kind"]) => boolean;
};
const DeskContext = createContext<Desk | null>(null);

/** Holds the one order being asked about; who may not give it is not offered it (and is refused by the engine). */
export function OrderDesk({ role, children }: { readonly role: Role; readonly children: ReactNode }) {
  const [order, setOrder] = useState<Order | null>(null);
  const may = useCallback((kind: Order["kind"]) => roleSuffices(role, ORDERS[kind].needs), [role]);
  const desk = useMemo<Desk>(() => ({ role, may, ask: (asked) => may(asked.kind) && setOrder(asked) }), [role, may]);
  return (
    <DeskContext value={desk}>
      {children}
      {order !== null && <OrderDialog key={JSON.stringify(order)} order={order} onClose={() => setOrder(null)} />}
    </DeskContext>
  );
}

export function useDesk(): Desk {
  const desk = useContext(DeskContext);
  if (desk === null) throw new Error("outside OrderDesk");
  return desk;
}
