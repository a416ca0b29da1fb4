import type { SheetLineView, SheetVenueView } from "@evenkeel/api/views";
import { formatExact, THIN } from "../format/number.ts";
import { formatDuration } from "../format/time.ts";
import { classes } from "../ui/classes.ts";
import { CELL, HEAD, seen } from "../ui/columns.ts";
import { Panel } from "../ui/Panel.tsx";

export function VenueSheet({ venue, madeAtMs }: { readonly venue: SheetVenueView; readonly madeAtMs: number }) {
  const { toldAtMs, lines, orders, balances, steps } = venue;
  const told =
    toldAtMs === null
      ? "its own word is not known here"
      : `its own word was ${formatDuration(Math.max(0, madeAtMs - toldAtMs))} old`;
  return (
    <Panel id={`sheet-${venue.venue}`} title={venue.label} note={told} className="print:break-inside-avoid">
      {lines.length > 0 && <Lines lines={lines} />}
      {orders.length > 0 && (
        <ul className="border-b border-line px-3 py-2">
          {orders.map(({ clientOrderId, symbol, side, quantity, ours }) => (
            <li key={clientOrderId} className="break-words">
              Open order <code className="font-mono">{clientOrderId}</code> at {symbol}
              {side !== null && `: ${side} ${formatExact(quantity ?? "?")}`}
              {!ours && <b className="font-semibold"> (not ours)</b>}
            </li>
          ))}
        </ul>
      )}
      <ol className="grid gap-1.5 px-3 py-3 text-[14px]">
        {steps.map((step) => (
          <li key={step} className="flex gap-2.5">
            <span aria-hidden="true" className="mt-1 h-3.5 w-3.5 shrink-0 border border-current" />
            <span className="min-w-0 break-words">{step}</span>
          </li>
        ))}
      </ol>
      {balances.length > 0 && (
        <p className="border-t border-line px-3 py-2 break-words text-dim">
          In the wallets:{" "}
          {balances.map(({ wallet, asset, amount }) => `${formatExact(amount)}${THIN}${asset} (${wallet})`).join(", ")}
        </p>
      )}
    </Panel>
  );
}

function Lines({ lines }: { readonly lines: readonly SheetLineView[] }) {
  const differs = lines.some(({ told }) => told !== null);
  return (
    <table className="w-full border-collapse border-b border-line">
      <thead>
        <tr className="border-b border-line">
          <th scope="col" className={classes(HEAD, "pl-3 text-left")}>
            Market
          </th>
          <th scope="col" className={classes(HEAD, "text-right")}>
            Held
          </th>
          {differs && (
            <th scope="col" className={classes(HEAD, seen("md"), "text-right")}>
              The venue told
            </th>
          )}
          <th scope="col" className={classes(HEAD, "pr-3 text-right")}>
            Then stays
          </th>
        </tr>
      </thead>
      <tbody>
        {lines.map((line) => (
          <tr key={`${line.market}/${line.symbol}/${line.pairId}`} className="border-b border-line last:border-0">
            <th scope="row" className="py-1.5 pl-3 text-left font-normal">
              <span className="font-medium">{line.symbol}</span> <span className="text-dim">{line.market}</span>
              {(line.naked || line.pairId === null) && (
                <b className="block font-semibold text-danger">
                  {[line.pairId === null && "not ours", line.naked && "naked"].filter(Boolean).join(", ")}
                </b>
              )}
            </th>
            <td className={classes(CELL, "py-1.5 max-sm:whitespace-normal")}>
              {formatExact(line.held)}
              <span className="text-faint">{`${THIN}${line.base}`}</span>
            </td>
            {differs && (
              <td className={classes(CELL, seen("md"), "py-1.5")}>
                {line.told === null ? "" : formatExact(line.told)}
              </td>
            )}
            <td className={classes(CELL, "py-1.5 pr-3")}>{formatExact(line.rest)}</td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}
