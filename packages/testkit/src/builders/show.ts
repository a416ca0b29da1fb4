import { sayRemnants } from "@evenkeel/core/engine";
import type { LedgerAccount, LedgerEntry } from "@evenkeel/core/events";
import type { VenueId } from "@evenkeel/core/ids";
import { walletKey } from "@evenkeel/core/ledger";
import { QUARANTINE_NAMES } from "@evenkeel/core/market";
import { candidateOf, carryOf, VERDICTS } from "@evenkeel/core/opportunity";
import { liveOrdersOf } from "@evenkeel/core/position";
import { formatAmount, ZERO } from "@evenkeel/core/units";
import { type Bench, NONCE, truthsOf } from "./bench.ts";
import { OTHER, VENUE } from "./instruments.ts";
import { indexOf, perpetualOf } from "./market-lines.ts";
import { showRisk } from "./risk-lines.ts";
import { balancesOf } from "./truth.ts";

type Look = (bench: Bench, words: readonly string[]) => string;

const pairOf = (bench: Bench, plan = "0") => bench.state.portfolio.pairs.get(`ek${NONCE}-${plan}` as never);

/** Every wallet of the books equals the venue's, to the last digit. */
function agreement(bench: Bench): string {
  const apart = truthsOf(bench).flatMap((truth) =>
    balancesOf(truth).flatMap(({ wallet, asset, total }) => {
      const ours = bench.state.ledger.wallets.get(walletKey(truth.venue, wallet, asset)) ?? ZERO;
      return ours === total ? [] : [`${wallet}/${asset} ${formatAmount(ours)} against ${formatAmount(total)}`];
    }),
  );
  return apart.length === 0 ? "books agree" : `books ${apart.join(", ")}`;
}

function orderState(bench: Bench, name = ""): string {
  const intent = bench.intents.get(name);
  const order = intent === undefined ? undefined : bench.state.portfolio.orders.get(intent.clientOrderId);
  return order?.state ?? "gone";
}

const accountName = (account: LedgerAccount): string =>
  account.kind === "wallet" ? account.wallet : account.kind === "profit" ? account.cause : account.kind;

const showEntry = ({ causeId, cause, lines }: LedgerEntry): string =>
  `${causeId} ${cause} ${lines.map((line) => `${accountName(line.account)} ${formatAmount(line.amount)} ${line.asset}`).join(", ")}`;

/** A look at the other venue says so: `breaker other open`. */
const venueIn = ([word]: readonly string[]): VenueId => (word === OTHER ? OTHER : VENUE);
const spoken = (venue: VenueId): string => (venue === VENUE ? "" : ` ${venue}`);

/** `AAA` is the carry of that base, `AAA-PERP` the spread that is long of this perpetual. */
function candidateIn(bench: Bench, name: string): number {
  const { candidates } = bench.state;
  const [base = ""] = name.split("-");
  const short = perpetualOf(bench, base);
  return base === name ? carryOf(candidates, short) : candidateOf(candidates, indexOf(bench, name), short);
}

const LOOKS: Readonly<Record<string, Look>> = {
  pair: (bench, [plan]) => {
    const pair = pairOf(bench, plan);
    if (pair === undefined) return `pair ${plan} none`;
    return `pair ${plan} ${pair.stage} ${formatAmount(pair.long.held)} ${formatAmount(pair.short.held)}`;
  },
  schedule: (bench, [plan]) => {
    const schedule = pairOf(bench, plan)?.schedule;
    const until = schedule?.kind === "vwap" ? ` ${schedule.untilPpm.join(" ")}` : "";
    return `schedule ${plan} ${schedule?.kind}${until}`;
  },
  live: (bench, [plan]) => {
    const pair = pairOf(bench, plan);
    const orders = pair === undefined ? [] : liveOrdersOf(bench.state.portfolio, pair);
    return `live ${plan} ${orders.map(({ state }) => state).join(" ") || "none"}`;
  },
  risk: showRisk,
  order: (bench, [name]) => `order ${name} ${orderState(bench, name)}`,
  limit: (bench, [name = ""]) => `limit ${name} ${(bench.intents.get(name)?.priceLimit ?? 0) / 100}`,
  marks: ({ state }) => `marks ${formatAmount(state.control.peakEquity)} ${formatAmount(state.control.dayStartEquity)}`,
  /** Every entry that took the venue's word, by its cause: what it put into the wallet and what stands against it. */
  accepted: ({ journal }) => {
    const entries = [...journal.entries.values()].filter(({ causeId }) => causeId.includes("/accepted/"));
    return `accepted ${entries.map(showEntry).join("; ") || "nothing"}`;
  },
  left: ({ state }) => `left ${sayRemnants(state)}`,
  adopted: ({ journal }) => {
    const entries = [...journal.entries.values()].filter(({ causeId }) => causeId.endsWith("/adopted"));
    return `adopted ${entries.map(showEntry).join("; ") || "nothing"}`;
  },
  outside: ({ state }) => {
    const { positions, orders } = state.control.outside;
    const held = positions.map(([at, amount]) => `${state.market.instruments[at]?.symbol} ${formatAmount(amount)}`);
    return `outside ${[...held, ...orders.map((order) => order.clientOrderId)].join(", ") || "nothing"}`;
  },
  phase: ({ state }) => `phase ${state.phase}`,
  kill: ({ state }) => `kill ${state.control.killLevel}`,
  halted: ({ state }) => `halted ${state.control.halted === null ? "no" : "yes"}`,
  proof: ({ state }) => `proof ${state.control.flatProof}`,
  gate: ({ state }) => `gate ${state.entryGateOpen ? "open" : "shut"}`,
  "funding-expected": (bench, [base = ""]) => {
    const { candidates } = bench.state;
    const candidate = carryOf(candidates, perpetualOf(bench, base));
    return `funding-expected ${base} ${(candidates.fundingBps[candidate] ?? Number.NaN).toFixed(0)}`;
  },
  breaker: ({ state }, words) => {
    const venue = venueIn(words);
    return `breaker${spoken(venue)} ${state.venues.get(venue)?.breaker.state ?? "none"}`;
  },
  reconciled: ({ state }, words) => {
    const venue = venueIn(words);
    return `reconciled${spoken(venue)} ${state.venues.get(venue)?.reconciled === true ? "yes" : "no"}`;
  },
  frozen: (bench, [symbol = ""]) =>
    `frozen ${symbol} ${bench.state.portfolio.frozen.get(indexOf(bench, symbol) as never) ?? "no"}`,
  books: (bench) => agreement(bench),
  funding: (bench, [plan]) => `funding ${plan} ${formatAmount(pairOf(bench, plan)?.funding ?? ZERO)}`,
  fees: (bench, [plan]) => `fees ${plan} ${formatAmount(pairOf(bench, plan)?.fees ?? ZERO)}`,
  profit: (bench, [key = ""]) => `profit ${key} ${formatAmount(bench.state.ledger.profit.get(key) ?? ZERO)}`,
  denied: (bench, [name = ""]) => {
    const candidate = candidateIn(bench, name);
    return `denied ${name} ${bench.state.denials.get(candidate)?.code ?? "no"}`;
  },
  verdict: (bench, [name = ""]) => {
    const candidate = candidateIn(bench, name);
    return `verdict ${name} ${VERDICTS[bench.state.candidates.verdict[candidate] ?? -1] ?? "none"}`;
  },
  quarantine: (bench, [symbol = ""]) =>
    `quarantine ${symbol} ${QUARANTINE_NAMES[bench.state.market.columns.quarantine[indexOf(bench, symbol)] ?? 0]}`,
  version: ({ state }) => `version ${state.config.version}`,
  configured: ({ state }, [path = ""]) => {
    const [section, key = ""] = path.split(".");
    return `configured ${path} ${(state.config[section as "entry"] as Readonly<Record<string, number>>)[key]}`;
  },
  "versions-kept": ({ journal }) => `versions-kept ${journal.configs.map(({ config }) => config.version).join(" ")}`,
  /** Every check of the last drill, the failed ones marked; or how far the one under way has come. */
  drill: ({ state: { control } }) => {
    if (control.drill !== null) return `drill ${control.drill.stage}`;
    const checks = control.drills[0]?.checks.map(({ name, passed }) => (passed ? name : `!${name}`));
    return `drill ${checks?.join(" ") ?? "none"}`;
  },
  reason: (bench, [plan]) => `reason ${plan} ${pairOf(bench, plan)?.closeReason ?? "none"}`,
};

/** One fact of the state as a line: the words name it, the rest is what it really is. */
export function show(bench: Bench, words: readonly string[]): string {
  const look = LOOKS[words[0] ?? ""];
  if (look === undefined) throw new Error(`nothing to show for "${words.join(" ")}"`);
  return look(bench, words.slice(1));
}
