"use client";

import { type ComponentProps, useId } from "react";
import { classes } from "./classes.ts";

export function Field({
  label,
  hint,
  error,
  className,
  ...input
}: ComponentProps<"input"> & {
  readonly label: string;
  readonly hint?: string;
  readonly error?: string | null;
}) {
  const id = useId();
  const wrong = error !== undefined && error !== null;
  return (
    <div className={classes("grid gap-1", className)}>
      <label htmlFor={id} className="text-dim">
        {label}
      </label>
      <input
        id={id}
        aria-describedby={`${id}-note`}
        aria-invalid={wrong}
        className={classes(
          "w-full rounded-control border bg-bg px-2.5 py-2 text-[14px] text-text placeholder:text-faint",
          wrong ? "border-danger" : "border-edge",
        )}
        {...input}
      />
      <p id={`${id}-note`} className={classes("min-h-[1.2em] text-label", wrong ? "text-danger" : "text-faint")}>
        {wrong ? error : hint}
      </p>
    </div>
  );
}
