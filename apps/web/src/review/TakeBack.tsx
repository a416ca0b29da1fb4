"use client";

import { useDesk } from "../command/OrderDesk.tsx";
import { useLink } from "../live/LiveDeck.tsx";
import { Button } from "../ui/Button.tsx";

/** Beside a stranger's order, for whoever may have it taken back. */
export function TakeBack(props: { readonly venue: string; readonly label: string; readonly order: string }) {
  const desk = useDesk();
  const live = useLink().kind === "live";
  if (!desk.may("cancel-order")) return null;
  return (
    <Button
      dense
      className="max-md:mt-1 max-md:h-11 max-md:w-full"
      disabled={!live}
      aria-label={`Take order ${props.order} back`}
      onClick={() => desk.ask({ kind: "cancel-order", ...props })}
    >
      Take it back…
    </Button>
  );
}
