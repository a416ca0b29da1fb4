/** One exact piece of our own code, and the mistake in its place. */
export type Patch = { readonly file: string; readonly find: string; readonly replace: string };

export type Mutant = {
  readonly name: string;
  readonly patches: readonly Patch[];
};

const one = (name: string, file: string, find: string, replace: string): Mutant => ({
  name,
  patches: [{ file, find, replace }],
});

const ORDERS = "engine/orders.ts";
const LEDGER = "ledger/ledger.ts";
const STARTED = "engine/on-started.ts";

/** Known ways to lose money, each a change of a line or two in `packages/core/src`. */
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
];
