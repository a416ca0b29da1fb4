import type { DifferenceView, ReviewView, VenueReviewView } from "@evenkeel/api/client";
import { alignColumns, minuteOf } from "../columns.ts";

const STANDING = { agrees: "books and venue agree", differs: "differs", unread: "not compared yet" } as const;

/** What a person reads before deciding whose word to take. */
export function describeReview({ halted, venues, outside }: ReviewView): string {
  const head = halted === null ? [] : ["Halted for review: no new risk. What is not in dispute stays guarded.", ""];
  const file = outside.map(({ venue, symbol, held, order, accepted }) => {
    const what = held === null ? `order ${order}` : held;
    return `${accepted ? "on file as not ours" : "not ours"}: ${what} in ${symbol} at ${venue}`;
  });
  return [...head, ...venues.map(describeVenue), ...file].join("\n");
}

function describeVenue(venue: VenueReviewView): string {
  const read = venue.readAtMs === null ? "" : `, read ${minuteOf(venue.readAtMs)}`;
  const failures = venue.readFailures === 0 ? "" : `, ${venue.readFailures} reads failed since`;
  const title = `${venue.venue}: ${STANDING[venue.standing]}${read}${failures}`;
  if (venue.print === null) return title;
  const rows = venue.differences.map((row) => [row.subject, sides(row), `since ${minuteOf(row.sinceMs)}`, pairs(row)]);
  const lines = [
    title,
    "",
    alignColumns([["what", "ours / venue's", "", "pair"], ...rows]),
    "",
    "Accepting would:",
    ...venue.differences.flatMap(doing).map((line) => `  ${line}`),
    ...(venue.afterwards.length === 0 ? [] : ["Afterwards:", ...venue.afterwards.map((line) => `  ${line}`)]),
    "",
    venue.waits === null
      ? `evenkeel review accept --venue ${venue.venue} --print ${venue.print} --as transfer|adjustment --reason "…"`
      : `Not acceptable at this moment: ${venue.waits.text}`,
  ];
  return lines.join("\n");
}

function sides({ kind, ours, venues, unit }: DifferenceView): string {
  if (kind === "order") return "none / open";
  return kind === "fate" ? "unknown / not known" : `${ours} / ${venues} ${unit ?? ""}`.trimEnd();
}

const pairs = (row: DifferenceView): string => row.pairs.map(({ symbol }) => symbol).join(", ");

const signed = (amount: string): string => (amount.startsWith("-") ? amount : `+${amount}`);

function doing({ subject, unit, accepting: { booked, legs, outside } }: DifferenceView): string[] {
  const money = booked === null ? [] : [`book ${signed(booked.amount)} ${booked.asset} in the ${booked.wallet} wallet`];
  const corrected = legs.map(
    ({ symbol, leg, before, after }) => `set the ${leg} leg of ${symbol} from ${before} to ${after}`,
  );
  if (outside === null) return [...money, ...corrected];
  const what = outside.amount === null ? subject : `${outside.amount} ${unit ?? ""} of ${subject}`;
  return [...money, ...corrected, `keep on file as not ours: ${what}`];
}
