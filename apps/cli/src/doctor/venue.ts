import { type Finding, type Level, well } from "./finding.ts";

/** What came of one question to a venue's public clock. */
export type VenueAnswer =
  | { readonly kind: "answered"; readonly status: number; readonly tookMs: number; readonly offsetMs: number | null }
  | { readonly kind: "silent"; readonly reason: string };

const OK = 200;
const FORBIDDEN = 403;
const LEGAL_REASONS = 451;
const BANNED = new Set([418, 429]);

export type VenueAsked = {
  readonly id: string;
  readonly name: string;
  readonly url: string;
  /** The one this installation trades on. A venue nobody trades on yet is no failure, whatever it says. */
  readonly simulated: boolean;
};

export function judgeVenue({ id, name, simulated }: VenueAsked, answer: VenueAnswer): Finding {
  const level: Level = simulated ? "fail" : "warn";
  const bad = (text: string, remedy: string): Finding => ({ id, level, text, remedy });
  if (answer.kind === "silent")
    return bad(
      `${name} cannot be reached from here (${answer.reason}).`,
      simulated ? "See logs/exchange.log in the data folder." : "Only live trading needs it: check network and proxy.",
    );
  const { status, tookMs } = answer;
  if (status === LEGAL_REASONS)
    return bad(`${name} refuses this region (451).`, "Trade from where the venue may serve you, or on another venue.");
  if (status === FORBIDDEN)
    return bad(
      `${name} refuses this address (403): by region, or by its firewall.`,
      "Open the venue's page from this machine; what it says there decides.",
    );
  if (BANNED.has(status))
    return bad(`${name} holds this address back for asking too often (${status}).`, "Wait some minutes and ask again.");
  if (status !== OK) return bad(`${name} answers ${status}.`, "See the venue's status page.");
  const region = simulated ? "" : " and serves this region";
  return well(id, `${name} answers in ${Math.round(tookMs)} ms${region}.`);
}
