"use client";

import type { ConfigKeyView } from "@evenkeel/api/client";
import { memo } from "react";
import { Chip } from "../ui/Chip.tsx";
import { classes } from "../ui/classes.ts";
import { fieldProblem, inTime, readNumber, showNumber } from "./edits.ts";

type Props = {
  readonly field: ConfigKeyView;
  readonly running: number;
  /** What was typed instead; `null` while nothing was. */
  readonly typed: string | null;
  /** What the engine says about this number among the others. */
  readonly refusal: string | null;
  readonly readOnly: boolean;
  readonly onType: (path: string, typed: string) => void;
};

const LOOSER = { up: "higher", down: "lower", either: "either way" } as const;

export const NumberRow = memo(function NumberRow({ field, running, typed, refusal, readOnly, onType }: Props) {
  const { path, label, unit, help, min, max, shipped, looser, effect } = field;
  const id = `config-${path.replace(".", "-")}`;
  const problem = typed === null ? null : (fieldProblem(field, typed) ?? refusal);
  const value = typed ?? String(running);
  const time = inTime(unit, readNumber(value) ?? Number.NaN);
  return (
    <div className="grid gap-x-4 gap-y-1 border-b border-line px-3 py-2 last:border-0 md:grid-cols-[minmax(0,1fr)_18rem]">
      <div className="min-w-0">
        <label htmlFor={id} className="font-medium">
          {label}
        </label>{" "}
        {running !== shipped && <Chip tone="sea">yours</Chip>} {effect === "new-pairs" && <Chip>new pairs only</Chip>}
        <p id={`${id}-help`} className="text-dim">
          {help}
        </p>
      </div>
      <div className="min-w-0">
        <div className="flex items-center gap-2">
          <input
            id={id}
            inputMode="decimal"
            autoComplete="off"
            spellCheck={false}
            value={value}
            readOnly={readOnly}
            aria-invalid={problem !== null}
            aria-describedby={`${id}-help ${id}-note`}
            onChange={(event) => onType(path, event.target.value)}
            className={classes(
              "w-36 min-w-0 rounded-control border bg-bg px-2 py-1 text-right max-md:flex-1 max-md:py-2",
              problem !== null ? "border-danger" : typed === null ? "border-edge" : "border-sea",
              readOnly && "border-transparent bg-transparent",
            )}
          />
          <span className="min-w-0 text-dim">{unit}</span>
        </div>
        <p id={`${id}-note`} className={classes("text-label", problem === null ? "text-faint" : "text-danger")}>
          {problem ??
            [
              time === null ? null : `= ${time}`,
              `ships as ${showNumber(shipped)}`,
              `${showNumber(min)} to ${showNumber(max)}`,
              `looser ${LOOSER[looser]}`,
            ]
              .filter((part) => part !== null)
              .join(" · ")}
        </p>
      </div>
    </div>
  );
});
