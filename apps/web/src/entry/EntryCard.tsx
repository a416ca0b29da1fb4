import type { ReactNode } from "react";
import { classes } from "../ui/classes.ts";
import { Mark } from "../ui/Mark.tsx";

export const EntryCard = ({
  title,
  lead,
  wide = false,
  children,
}: {
  readonly title: string;
  readonly lead: string;
  readonly wide?: boolean;
  readonly children: ReactNode;
}) => (
  <main className="grid min-h-dvh place-items-center px-4 py-8">
    <div className={classes("w-full", wide ? "max-w-140" : "max-w-88")}>
      <p className="mb-6 flex items-center gap-2.5 text-[17px] font-semibold tracking-tight">
        <Mark size={26} /> evenkeel
      </p>
      <div className="rounded-panel border border-line bg-panel p-6">
        <h1 className="text-[17px] font-semibold">{title}</h1>
        <p className="mt-1 mb-5 text-dim">{lead}</p>
        {children}
      </div>
    </div>
  </main>
);
