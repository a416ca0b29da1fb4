import type { ConfigKeyView, ConfigMove } from "@evenkeel/api/client";
import { Chip } from "../ui/Chip.tsx";
import { showNumber } from "./edits.ts";

/** What moves, and which way. */
export function Moves(props: { readonly moves: readonly ConfigMove[]; readonly keys: readonly ConfigKeyView[] }) {
  const names = new Map(props.keys.map((key) => [key.path, key]));
  return (
    <ul className="grid gap-1">
      {props.moves.map(({ path, from, to, tendency }) => (
        <li key={path} className="flex flex-wrap items-baseline gap-x-3 gap-y-0.5">
          <span className="min-w-0 flex-1 basis-44">{names.get(path)?.label ?? path}</span>
          <span className="text-right">
            <span className="text-dim">{showNumber(from)}</span> <span className="text-faint">to</span>{" "}
            <strong className="font-semibold">{showNumber(to)}</strong>{" "}
            <span className="text-faint">{names.get(path)?.unit}</span>
          </span>
          <Chip tone={tendency === "loosen" ? "warn" : "gain"}>{tendency === "loosen" ? "loosens" : "tightens"}</Chip>
        </li>
      ))}
    </ul>
  );
}
