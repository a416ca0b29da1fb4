"use client";

import Link from "next/link";
import { formatDuration } from "../format/time.ts";
import { useHasDeck, useLink, useReceivedAtMs } from "../live/LiveDeck.tsx";
import { useNow } from "../live/useNow.ts";

/** Said only when something stands between the page and the engine: what happened, what is safe, what to do. */
export function LinkNotice() {
  const link = useLink();
  const hasDeck = useHasDeck();
  const receivedAtMs = useReceivedAtMs();
  const now = useNow(1_000);
  if (link.kind === "live" || link.kind === "connecting") return null;
  if (link.kind === "ended")
    return (
      <Notice>
        {link.why ?? "This session has ended."}{" "}
        <Link href="/sign-in" className="underline">
          Sign in again
        </Link>
        ; the engine goes on meanwhile.
      </Notice>
    );
  const age = hasDeck && now > receivedAtMs ? ` What you see is ${formatDuration(now - receivedAtMs)} old.` : "";
  return link.cause === "engine" ? (
    <Notice>
      The engine does not answer; reconnecting.{age} Positions stay as they are at the venues. If this lasts, look at
      the terminal that runs it.
    </Notice>
  ) : (
    <Notice>The dashboard's own server does not answer; reconnecting.{age} The engine goes on by itself.</Notice>
  );
}

const Notice = ({ children }: { readonly children: React.ReactNode }) => (
  <p role="alert" className="border-b border-warn bg-raised px-3 py-1.5 text-warn md:px-4">
    {children}
  </p>
);
