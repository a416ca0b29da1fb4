export type Permissions = "trade" | "read-only" | "may-move-funds-out";

/** What the venue says about a key and its account, none of it secret. */
export type KeyStanding = {
  /** The account behind the key: two keys of one account have the same. */
  readonly accountId: string;
  readonly mayTrade: boolean;
  /** By withdrawal, or to another account of the same owner. */
  readonly mayMoveFundsOut: boolean;
  /** Between the wallets of this account; harmless by itself, not needed. */
  readonly mayMoveBetweenWallets: boolean;
  readonly ipRestricted: boolean;
  readonly createdAtMs: number;
  /** When trading by this key ends by itself; `null` where the venue sets no end. */
  readonly expiresAtMs: number | null;
  /** Assets that leave the spot wallet for the venue's savings by themselves; `null` where the venue would not say. */
  readonly earnAssets: readonly string[] | null;
};

export function permissionsOf({
  mayMoveFundsOut,
  mayTrade,
}: Pick<KeyStanding, "mayMoveFundsOut" | "mayTrade">): Permissions {
  if (mayMoveFundsOut) return "may-move-funds-out";
  return mayTrade ? "trade" : "read-only";
}
