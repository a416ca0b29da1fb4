"use client";

import type { Role } from "@evenkeel/api/caller";
import type { ReactNode } from "react";
import { OrderDesk } from "../command/OrderDesk.tsx";
import { StepUpProvider } from "../confirm/StepUp.tsx";
import { LiveDeck } from "../live/LiveDeck.tsx";
import { Footer } from "./Footer.tsx";
import { KillBar } from "./KillButtons.tsx";
import { ShellKeys } from "./ShellKeys.tsx";
import { StatusStrip } from "./StatusStrip.tsx";
import { TopBar } from "./TopBar.tsx";

/** Around every page of a signed-in user: the mode, the state and the stops are never out of sight. */
export function Shell(props: {
  readonly socketUrl: string;
  readonly name: string;
  readonly role: Role;
  readonly children: ReactNode;
}) {
  return (
    <LiveDeck socketUrl={props.socketUrl}>
      <StepUpProvider>
        <OrderDesk role={props.role}>
          <a
            href="#content"
            className="sr-only focus:not-sr-only focus:fixed focus:top-1 focus:left-1 focus:z-50 focus:bg-panel focus:p-2"
          >
            To the content
          </a>
          <div className="flex min-h-dvh flex-col pb-[calc(64px+env(safe-area-inset-bottom))] md:pb-0 xl:h-dvh xl:overflow-hidden print:block print:h-auto print:overflow-visible print:pb-0">
            <header className="sticky top-0 z-20 print:hidden">
              <TopBar name={props.name} role={props.role} />
              <StatusStrip />
            </header>
            <main
              id="content"
              tabIndex={-1}
              className="flex min-h-0 flex-1 flex-col outline-none xl:overflow-y-auto print:block print:overflow-visible"
            >
              {props.children}
            </main>
            <div className="print:hidden">
              <Footer />
            </div>
          </div>
          <div className="print:hidden">
            <KillBar />
          </div>
          <ShellKeys />
        </OrderDesk>
      </StepUpProvider>
    </LiveDeck>
  );
}
