import type { ReactNode } from "react";
import { classes } from "./classes.ts";

export function Panel(props: {
  readonly id: string;
  readonly title: string;
  readonly note?: ReactNode;
  readonly tools?: ReactNode;
  readonly className?: string;
  readonly children: ReactNode;
}) {
  const heading = `${props.id}-title`;
  return (
    <section
      id={props.id}
      aria-labelledby={heading}
      className={classes(
        "flex min-w-0 flex-col overflow-hidden rounded-panel border border-line bg-panel",
        props.className,
      )}
    >
      <div className="flex min-h-9 flex-wrap items-center gap-x-3 gap-y-1 border-b border-line px-3 py-1.5">
        <h2 id={heading} className="text-label font-semibold tracking-wider text-dim uppercase">
          {props.title}
        </h2>
        {props.note !== undefined && <p className="text-label text-faint">{props.note}</p>}
        {props.tools !== undefined && <div className="ml-auto flex items-center gap-2">{props.tools}</div>}
      </div>
      {props.children}
    </section>
  );
}
