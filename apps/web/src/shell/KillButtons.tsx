"use client";

import { useDesk } from "../command/OrderDesk.tsx";
import { ORDERS } from "../command/order.ts";
import { Button } from "../ui/Button.tsx";
import { Kbd } from "../ui/Kbd.tsx";

export const STOPS = ["freeze", "reduce", "flatten"] as const;

export function KillButtons() {
  const desk = useDesk();
  if (!desk.may("freeze")) return null;
  return STOPS.map((kind) => (
    <Button
      key={kind}
      tone={ORDERS[kind].tone}
      onClick={() => desk.ask({ kind })}
      aria-keyshortcuts={`Shift+${ORDERS[kind].key ?? ""}`}
    >
      {ORDERS[kind].label}
      {/* A tablet has no keys, and the pages need the room. */}
      <span className="hidden lg:inline">
        <Kbd>⇧{ORDERS[kind].key}</Kbd>
      </span>
    </Button>
  ));
}

/** On a phone, at the thumb. */
export function KillBar() {
  const desk = useDesk();
  if (!desk.may("freeze")) return null;
  return (
    <section
      aria-label="Stop trading"
      className="fixed inset-x-0 bottom-0 z-30 grid grid-cols-3 gap-1.5 border-t border-line bg-panel p-2 pb-[calc(0.5rem+env(safe-area-inset-bottom))] md:hidden"
    >
      {STOPS.map((kind) => (
        <Button key={kind} tone={ORDERS[kind].tone} className="h-11 text-[14px]" onClick={() => desk.ask({ kind })}>
          {ORDERS[kind].label}
        </Button>
      ))}
    </section>
  );
}
