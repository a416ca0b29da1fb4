import type { AcceptingView, DifferenceView, VenueReviewView } from "@evenkeel/api/client";
import { formatExact, THIN } from "../format/number.ts";
import { formatDuration, formatUtcDate, formatUtcMinute } from "../format/time.ts";
import { classes } from "../ui/classes.ts";
import { CELL, HEAD, seen } from "../ui/columns.ts";
import { TakeBack } from "./TakeBack.tsx";

const COLUMNS_MAX = 6;

/** Ours, the venue's, and what accepting would do; on a phone the last is a line of its own below. */
export function DifferenceTable({ venue, now }: { readonly venue: VenueReviewView; readonly now: number }) {
  return (
    <table className="w-full border-collapse">
      <thead>
        <tr className="border-b border-line">
          <th scope="col" className={classes(HEAD, "pl-3 text-left")}>
            What
          </th>
          <th scope="col" className={classes(HEAD, "text-right")}>
            Ours
          </th>
          <th scope="col" className={classes(HEAD, "text-right")}>
            The venue's
          </th>
          <th scope="col" className={classes(HEAD, seen("md"), "text-right")}>
            Apart
          </th>
          <th scope="col" className={classes(HEAD, seen("md"), "text-right")}>
            Since
          </th>
          <th scope="col" className={classes(HEAD, seen("md"), "pr-3 text-left")}>
            Accepting would
          </th>
        </tr>
      </thead>
      {venue.differences.map((difference) => (
        <Difference key={difference.name} venue={venue} difference={difference} now={now} />
      ))}
    </table>
  );
}

/** What either side says where it is no number. */
const WORDS: { readonly [K in DifferenceView["kind"]]: { readonly ours: string; readonly venues: string } | null } = {
  balance: null,
  position: null,
  order: { ours: "none", venues: "open" },
  fate: { ours: "unknown", venues: "not known" },
};

function Difference(props: {
  readonly venue: Pick<VenueReviewView, "venue" | "label">;
  readonly difference: DifferenceView;
  readonly now: number;
}) {
  const { difference, now } = props;
  const { subject, unit, ours, venues, apart, sinceMs, pairs, kind } = difference;
  const words = WORDS[kind];
  const doing = doings(difference.accepting, unit);
  const { venue, label } = props.venue;
  const takeBack = difference.order !== null && <TakeBack venue={venue} label={label} order={difference.order} />;
  return (
    <tbody className="border-b border-line last:border-0">
      <tr className="align-top">
        <th scope="row" className="py-1.5 pl-3 text-left font-normal">
          <span className="font-medium break-words">{subject}</span>
          {pairs.length > 0 && (
            <span className="block text-label text-faint">pair {pairs.map(({ symbol }) => symbol).join(", ")}</span>
          )}
        </th>
        <td className={classes(CELL, "py-1.5 max-sm:whitespace-normal")}>
          {words?.ours ?? <Side text={ours} unit={unit} />}
        </td>
        <td className={classes(CELL, "py-1.5 font-medium max-sm:whitespace-normal")}>
          {words?.venues ?? <Side text={venues} unit={unit} />}
        </td>
        <td className={classes(CELL, seen("md"), "py-1.5")}>{apart === null ? "" : formatExact(apart, "always")}</td>
        <td className={classes(CELL, seen("md"), "py-1.5")}>
          <Since ms={sinceMs} now={now} />
        </td>
        <td className={classes(seen("md"), "px-2.5 py-1.5 pr-3")}>
          <Doings lines={doing} />
          {takeBack}
        </td>
      </tr>
      <tr className="md:hidden">
        <td colSpan={COLUMNS_MAX} className="px-3 pb-2 text-dim">
          <span className="block">
            {apart !== null && `${formatExact(apart, "always")}${THIN}${unit ?? ""} `}
            for <Since ms={sinceMs} now={now} />
          </span>
          <Doings lines={doing} />
          {takeBack}
        </td>
      </tr>
    </tbody>
  );
}

function Side({ text, unit }: { readonly text: string | null; readonly unit: string | null }) {
  return (
    <>
      {text === null ? "?" : formatExact(text)}
      {unit !== null && <span className="text-faint">{`${THIN}${unit}`}</span>}
    </>
  );
}

/** How long, with the moment itself for who has to find it in the venue's own history. */
function Since({ ms, now }: { readonly ms: number; readonly now: number }) {
  const moment = `${formatUtcDate(ms)} ${formatUtcMinute(ms)} UTC`;
  return (
    <time dateTime={new Date(ms).toISOString()} title={moment}>
      {now === 0 ? "…" : formatDuration(Math.max(0, now - ms))}
    </time>
  );
}

const Doings = ({ lines }: { readonly lines: readonly string[] }) => (
  <>
    {lines.map((line) => (
      <span key={line} className="block">
        {line}
      </span>
    ))}
  </>
);

/** What accepting this row does, a line each. */
export function doings({ booked, legs, outside }: AcceptingView, unit: string | null): readonly string[] {
  const money =
    booked === null ? [] : [`book ${formatExact(booked.amount, "always")}${THIN}${booked.asset} (${booked.wallet})`];
  const corrected = legs.map(
    ({ symbol, leg, before, after }) =>
      `set ${symbol}'s ${leg} leg from ${formatExact(before)} to ${formatExact(after)}`,
  );
  if (outside === null) return [...money, ...corrected];
  const what = outside.amount === null ? "it" : `${formatExact(outside.amount)}${THIN}${unit ?? ""}`;
  return [...money, ...corrected, `keep ${what} on file as not ours`];
}
