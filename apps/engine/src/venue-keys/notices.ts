import type { VenueKeyNotice, VenueKeyView } from "@evenkeel/api/engine";
import { DAY_MS } from "@evenkeel/core/units";
import type { Standing } from "@evenkeel/store/venue-keys";

const EXPIRY_WARNING_MS = 7 * DAY_MS;

export function permissionsOf(standing: Standing | null): VenueKeyView["permissions"] {
  if (standing === null) return "unknown";
  if (standing.mayMoveFundsOut) return "may-move-funds-out";
  return standing.mayTrade ? "trade" : "read-only";
}

/** Everything worth saying about a key, the worst first. */
export function noticesOf(standing: Standing, nowMs: number): readonly VenueKeyNotice[] {
  return [...unfit(standing), ...ending(standing, nowMs), ...loose(standing)];
}

function unfit({ mayMoveFundsOut, mayTrade }: Standing): VenueKeyNotice[] {
  const notices: VenueKeyNotice[] = [];
  if (mayMoveFundsOut)
    notices.push({
      level: "CRITICAL",
      code: "may-move-funds-out",
      text: "This key may move money out of the account. Switch withdrawals and internal transfers off for it, or make one that may only trade.",
    });
  if (!mayTrade)
    notices.push({
      level: "CRITICAL",
      code: "may-not-trade",
      text: "This key may not trade on both spot and futures. Switch both on for it; its permission to trade may also have run out.",
    });
  return notices;
}

function ending({ expiresAtMs }: Standing, nowMs: number): VenueKeyNotice[] {
  if (expiresAtMs === null || expiresAtMs - nowMs > EXPIRY_WARNING_MS) return [];
  const day = new Date(expiresAtMs).toISOString().slice(0, 16).replace("T", " ");
  if (expiresAtMs <= nowMs)
    return [{ level: "CRITICAL", code: "expired", text: `Its permission to trade ended ${day} UTC. Replace the key.` }];
  const text = `Its permission to trade ends ${day} UTC. Replace the key before: open pairs cannot be closed without one.`;
  return [{ level: "WARNING", code: "expires-soon", text }];
}

function loose({ ipRestricted, earnAssets, mayMoveBetweenWallets }: Standing): VenueKeyNotice[] {
  const notices: VenueKeyNotice[] = [];
  if (!ipRestricted)
    notices.push({
      level: "WARNING",
      code: "no-ip-restriction",
      text: "This key works from any address. Restrict it to this machine's at the venue; a stolen key is then worth little.",
    });
  if (earnAssets !== null && earnAssets.length > 0)
    notices.push({
      level: "WARNING",
      code: "earn-auto-subscribe",
      text: `The venue moves ${earnAssets.slice(0, 5).join(", ")} into savings by itself. Switch auto-subscribe off: coins that leave the wallet cannot be sold in time.`,
    });
  if (mayMoveBetweenWallets)
    notices.push({
      level: "INFO",
      code: "universal-transfer",
      text: "This key may move money between the wallets of its own account: that is how a short gets margin from the spot wallet when its liquidation comes near. Without it both legs shrink instead.",
    });
  return notices;
}

/** What keeps a key out; `null` for one that may come in. */
export const refusalOf = (standing: Standing, nowMs: number): VenueKeyNotice | null =>
  noticesOf(standing, nowMs).find(({ level }) => level === "CRITICAL") ?? null;
