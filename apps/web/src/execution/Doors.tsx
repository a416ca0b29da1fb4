import type { DistributionView, Known, LegRiskFigures } from "@evenkeel/api/views";
import { HOPS } from "@evenkeel/core/order";
import { classes } from "../ui/classes.ts";
import { CELL, HEAD } from "../ui/columns.ts";
import { Explained } from "../ui/Explained.tsx";
import { Panel } from "../ui/Panel.tsx";
import { SHARES, Told } from "./Told.tsx";
import { formatMillis, HOP_WORDS, READY_WORDS } from "./words.ts";

type Door = readonly [words: readonly [label: string, explained: string], told: Known<DistributionView>];

/** How long an order's way took from one door to the next. */
export function Doors({ of }: { readonly of: LegRiskFigures }) {
  const doors: readonly Door[] = [
    ...HOPS.map((hop): Door => [HOP_WORDS[hop], of.hopMs[hop]]),
    [READY_WORDS, of.readyMs],
  ];
  return (
    <Panel id="doors" title="Latency by hop" note="milliseconds from door to door">
      <table className="w-full border-collapse">
        <caption className="sr-only">Latency by hop, in milliseconds</caption>
        <thead>
          <tr className="border-b border-line">
            <th scope="col" className={classes(HEAD, "pl-3 text-left")}>
              Hop
            </th>
            {SHARES.map(([part, word]) => (
              <th key={part} scope="col" className={classes(HEAD, "text-right last:pr-3")}>
                {word}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {doors.map(([[label, explained], told]) => (
            <tr key={label} className="h-8 border-b border-line last:border-0 hover:bg-raised">
              <th scope="row" className="pl-3 text-left font-normal whitespace-nowrap">
                <Explained text={explained}>{label}</Explained>
              </th>
              {SHARES.map(([part]) => (
                <td key={part} className={classes(CELL, "last:pr-3")}>
                  <Told told={told} show={(value) => formatMillis(value[part])} />
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </Panel>
  );
}
