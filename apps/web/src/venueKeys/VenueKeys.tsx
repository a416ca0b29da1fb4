"use client";

import { type Role, roleSuffices } from "@evenkeel/api/caller";
import type { VenueKeyView } from "@evenkeel/api/client";
import { useState } from "react";
import { QueryState } from "../settings/QueryState.tsx";
import { Button } from "../ui/Button.tsx";
import { Panel } from "../ui/Panel.tsx";
import { KeyDialog } from "./KeyDialog.tsx";
import { KeyRow } from "./KeyRow.tsx";
import { RetireDialog } from "./RetireDialog.tsx";
import { useVenueKeys } from "./useVenueKeys.ts";

type Dialog =
  | { readonly kind: "key"; readonly venue: string; readonly replaces: VenueKeyView | null }
  | { readonly kind: "retire"; readonly shown: VenueKeyView };

/** The keys the engine trades with: what they may do, never what they are. */
export function VenueKeys({ role }: { readonly role: Role }) {
  const { list, live, ask } = useVenueKeys();
  const [dialog, setDialog] = useState<Dialog | null>(null);
  const close = (): void => setDialog(null);
  const mayChange = roleSuffices(role, "admin");
  const keys = list.data?.keys ?? [];
  const standing = keys.filter(({ state }) => state === "in-use" || state === "next-start");
  const without = (list.data?.venues ?? []).filter((name) => !standing.some(({ venue }) => venue === name));
  return (
    <Panel
      id="venue-keys"
      title="Venue keys"
      note="Sealed; only the engine opens them. A change takes effect at the next start."
      tools={
        mayChange && without.length > 0
          ? without.map((venue) => (
              <Button key={venue} onClick={() => setDialog({ kind: "key", venue, replaces: null })}>
                Add {venue} key…
              </Button>
            ))
          : undefined
      }
    >
      {live ? (
        <QueryState query={list} />
      ) : (
        <p className="p-3 text-warn">The engine is out of sight; its keys are listed when it is back.</p>
      )}
      <ul>
        {keys.map((shown) => (
          <KeyRow
            key={shown.id}
            shown={shown}
            ask={ask}
            mayProbe={roleSuffices(role, "operator")}
            mayChange={mayChange}
            onReplace={() => setDialog({ kind: "key", venue: shown.venue, replaces: shown })}
            onRetire={() => setDialog({ kind: "retire", shown })}
          />
        ))}
      </ul>
      {dialog?.kind === "key" && (
        <KeyDialog venue={dialog.venue} replaces={dialog.replaces} ask={ask} onClose={close} />
      )}
      {dialog?.kind === "retire" && <RetireDialog shown={dialog.shown} ask={ask} onClose={close} />}
    </Panel>
  );
}
