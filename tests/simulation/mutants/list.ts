/** One exact piece of our own code, and the mistake in its place; the file is one of core's unless it names its package. */
export type Patch = { readonly file: string; readonly find: string; readonly replace: string };

export type Mutant = {
  readonly name: string;
  readonly patches: readonly Patch[];
  /** The day to begin with: one in which it falls early. */
  readonly seed?: number;
  /** Shows only in the second of two equal days. */
  readonly twice?: true;
};

const one = (name: string, file: string, find: string, replace: string, seed?: number): Mutant => ({
  name,
  patches: [{ file, find, replace }],
  ...(seed === undefined ? {} : { seed }),
});

const ORDERS = "engine/orders.ts";
const LEDGER = "ledger/ledger.ts";
const STARTED = "engine/on-started.ts";
const DRAFT = "decision/draft.ts";

/** Known ways to lose money, each a change of a line or two, most of them in `packages/core/src`. */
export const MUTANTS: readonly Mutant[] = [
  one(
    "retry on time-out",
    ORDERS,
    '  happen(state, order, "reply-lost");\n',
    '  happen(state, order, "reply-lost");\n  emit(state, { kind: "send", intent: order.intent, checkedAt: state.wallNowMs });\n',
  ),
  one(
    "send before persist",
    ORDERS,
    "  waiting.push(intent.clientOrderId);\n",
    '  emit(state, { kind: "send", intent, checkedAt: state.wallNowMs });\n',
  ),
  {
    name: "exit without reduce-only",
    patches: [
      {
        file: "decision/draft.ts",
        find: 'reduceOnly: leg.kind === "perpetual" && (',
        replace: "reduceOnly: false && (",
      },
      {
        file: "risk/approve-order.ts",
        find: 'const sealedReduceOnly = leg.kind === "spot" || draft.reduceOnly;',
        replace: "const sealedReduceOnly = true;",
      },
    ],
  },
  one(
    "swallow a risk error: trade on stale data",
    "risk/gates.ts",
    'if (ageMs > context.config.risk.freshnessMsMax) return denial("stale"',
    'if (false) return denial("stale"',
  ),
  {
    name: "change an order after its approval",
    patches: [
      {
        file: ORDERS,
        find: "  const intent = approved.value;\n",
        replace: "  const intent = { ...approved.value, quantity: approved.value.quantity + 1 };\n",
      },
      {
        file: "risk/approve-order.ts",
        find: "if (intent.approval.intentHash !== intentHash(intent) || ",
        replace: "if (",
      },
    ],
  },
  one(
    "approve an entry by the rules of an exit",
    "risk/approve-order.ts",
    'rules: draft.purpose === "enter" ? "entry" : "reduce-only",',
    'rules: "reduce-only",',
  ),
  one("apply a fill or an income row twice", LEDGER, "  if (ledger.causes.has(entry.causeId)) return false;\n", ""),
  one("book a fee the wrong way", LEDGER, "negate(fill.fee), wallet", "fill.fee, wallet"),
  one(
    "forget a fee in another asset",
    LEDGER,
    "lines.push(...move(fill.feeAsset,",
    "if (fill.feeAsset === instrument.quote) lines.push(...move(fill.feeAsset,",
  ),
  one(
    "forget realised profit",
    LEDGER,
    "lines.push(...move(instrument.settle, fill.realisedProfit, wallet,",
    "lines.push(...move(instrument.settle, 0n, wallet,",
  ),
  one("one cause for all income of a moment", LEDGER, "/income/${income.incomeId}`", "/income/${income.venueTimeMs}`"),
  one(
    "forget the balances at a restart",
    STARTED,
    "state.ledger.wallets.set(walletKey(venue, wallet, asset), amount);",
    "state.ledger.wallets.set(walletKey(venue, wallet, asset), 0n);",
  ),
  one(
    "forget at a restart what was booked",
    STARTED,
    "for (const causeId of durable.recentCauseIds) rememberCause(state.ledger, causeId);",
    "",
  ),
  one(
    "value a fill in the scale of another market",
    "position/leg.ts",
    "quantityAmount(fill.quantity, instrument.quantityScale)",
    "quantityAmount(fill.quantity, 0)",
  ),
  one(
    "approve on limits that do not run yet",
    "risk/approve-order.ts",
    "limitsVersion: context.config.version,",
    "limitsVersion: context.config.version + 1,",
  ),
  one("keep a perpetual's money in the spot wallet", LEDGER, "    wallet: instrument.wallet,", '    wallet: "spot",'),
  one(
    "pay for what was sold",
    LEDGER,
    "bought ? negate(fill.quote) : fill.quote",
    "bought ? fill.quote : negate(fill.quote)",
  ),
  one(
    "enter the wrong way round",
    "decision/draft.ts",
    'const side: Side = pair.leading === "long" ? "buy" : "sell";',
    'const side: Side = pair.leading === "long" ? "sell" : "buy";',
  ),
  one(
    "store a fill without what it did to the books",
    ORDERS,
    'plan: pair?.plan ?? null }, { table: "ledger", entry });',
    "plan: pair?.plan ?? null });",
  ),
  one(
    "take the opening balance for half of what it is",
    LEDGER,
    'lines: move(asset, amount, { kind: "wallet", venue, wallet }, { kind: "capital" }),',
    'lines: move(asset, (amount / 2n) as Amount, { kind: "wallet", venue, wallet }, { kind: "capital" }),',
  ),
  one("use an order's name again", ORDERS, "  leg.attempts += 1;\n", ""),
  {
    name: "skip the lease check: date an order by when it leaves",
    seed: 156,
    patches: [
      { file: ORDERS, find: "return ageMs <= receiveWindowMs ? null", replace: "return ageMs <= Infinity ? null" },
      {
        file: ORDERS,
        find: 'emit(state, { kind: "send", intent: order.intent, checkedAt });',
        replace: 'emit(state, { kind: "send", intent: order.intent, checkedAt: state.wallNowMs });',
      },
    ],
  },
  {
    name: "hedge what was intended",
    patches: [
      {
        file: DRAFT,
        find: "  const apart = imbalance(pair);\n",
        replace: '  const apart = (pair.leading === "long" ? pair.target : -pair.target) as Amount;\n',
      },
      { file: "risk/approve-order.ts", find: "return narrows && asked <= most", replace: "return true" },
    ],
  },
  {
    name: "exit more than is held",
    patches: [
      {
        file: DRAFT,
        find: "wholeSteps(size < held ? size : held, instrument)",
        replace: "(2 * wholeSteps(size < held ? size : held, instrument)) as Quantity",
      },
      { file: "risk/approve-order.ts", find: "return shrinks && asked <= size", replace: "return shrinks" },
    ],
  },
  one(
    "forget an unfinished order at a restart",
    STARTED,
    "if (!isLive(order.state)) return;",
    "if (isLive(order.state)) state.portfolio.orders.delete(order.intent.clientOrderId);\n  return;",
    2,
  ),
  one(
    "believe that the books agree",
    "engine/compare.ts",
    "if (unexplained.length === 0) return agree",
    "return agree",
    78,
  ),
  {
    name: "enter with three times what a pair may be",
    patches: [
      { file: "decision/size.ts", find: "pairEquityPercentMax * 100", replace: "pairEquityPercentMax * 300" },
      { file: "risk/approve-plan.ts", find: "pairEquityPercentMax * 100", replace: "pairEquityPercentMax * 300" },
    ],
  },
  {
    name: "enter after FREEZE",
    seed: 19,
    patches: [
      {
        file: "risk/gates.ts",
        find: 'if (context.control.killLevel !== "run") return denial("kill-level");',
        replace: "",
      },
      { file: "engine/advance.ts", find: '|| state.control.killLevel === "run" ||', replace: "|| true ||" },
    ],
  },
  one(
    "take back no order that rests",
    "engine/cancel.ts",
    "    if (!isAtVenue(order)) continue;\n    const reason",
    "    if (state.nonce !== null) continue;\n    const reason",
    3,
  ),
  {
    name: "flatten nothing",
    seed: 19,
    patches: [
      {
        file: "engine/kill-level.ts",
        find: "    closePair(state, pair, { reason: level, patient: false });\n",
        replace: "",
      },
      {
        file: "engine/exit.ts",
        find: '  if (killLevel === "reduce" || killLevel === "flatten") return forced(killLevel);\n',
        replace: "",
      },
    ],
  },
  one("call flat what nobody has told to be", "engine/flat.ts", "const flat = isFlat(state);", "const flat = true;", 3),
  one("keep silent about what is not flat", "engine/flat.ts", "  if (!isOverdue(state)) return;", "  return;", 61),
  {
    name: "begin before the books were compared",
    patches: [
      {
        file: "engine/on-pulse.ts",
        find: "  if (!venues.some(({ reconciled }) => reconciled)) return;\n",
        replace: "",
      },
      {
        file: "engine/on-pulse.ts",
        find: "  if (venues.some((venue) => !venue.reconciled && ((patient && !venue.keyRefused) || isHeard(venue)))) return;\n",
        replace: "",
      },
    ],
  },
  one(
    "count contracts for coins",
    "testkit/src/in-process/answers.ts",
    "quantity: (trade.quantity * listing.multiplier) as Quantity",
    "quantity: trade.quantity as Quantity",
    8,
  ),
  one("never be done with reconciling", "engine/on-pulse.ts", '  state.phase = "ready";\n', ""),
  one(
    "take a lost reply for a refusal",
    ORDERS,
    'happen(state, order, "reply-lost");',
    'happen(state, order, "refused");',
  ),
  {
    name: "call an order absent while it may still arrive",
    patches: [
      { file: ORDERS, find: "  if (state.wallNowMs <= arrivedBy(state, order)) return;\n", replace: "" },
      { file: ORDERS, find: "if (order.absentPolls < state.config.execution.absentPollsMin || ", replace: "if (" },
    ],
  },
  one("watch a liquidation come", "engine/margin-care.ts", 'if (pair.stage !== "open") return;', "return;", 9),
  one(
    "wait a minute with every hedge",
    "engine/advance.ts",
    "if (state.wallNowMs < pair.retryAt ",
    "if (state.wallNowMs < pair.unhedgedSince + 60_000 || state.wallNowMs < pair.retryAt ",
    2,
  ),
  one(
    "ask about no order",
    "engine/on-pulse.ts",
    "if (state.wallNowMs - askedAt >= everyMs) askOrder",
    "if (false) askOrder",
  ),
  {
    name: "let reads use up what is kept for closing",
    patches: [
      { file: "engine/poll-accounts.ts", find: ">= pollMs(state, id, venue)", replace: ">= 1_000" },
      {
        file: "testkit/src/simulation/faults/budget.ts",
        find: "query: 95, poll: 80",
        replace: "query: 100, poll: 100",
      },
    ],
  },
  one(
    "store twice what an income row did to the books",
    "engine/on-account.ts",
    'plan: pair?.plan ?? null }, { table: "ledger", entry });',
    'plan: pair?.plan ?? null }, { table: "ledger", entry }, { table: "ledger", entry });',
  ),
  { ...one("throw dice", "engine/pause.ts", "fraction(`${name}/${failures}`)", "Math.random()"), twice: true },
];
