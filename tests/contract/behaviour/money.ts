import type { TransferIntent, TransferTarget, Wallet } from "@evenkeel/core/events";
import { asset, planId, transferId } from "@evenkeel/core/ids";
import type { VenueEffect } from "@evenkeel/core/ports";
import { type Amount, amount, type Quantity, venueTime, wallTime } from "@evenkeel/core/units";
import { afterAll, beforeAll, describe, expect, type TestContext, test } from "vitest";
import {
  type Account,
  balanceOf,
  bestOf,
  positionOf,
  readAccount,
  readDepth,
  rescaled,
  type Stage,
  smallQuantity,
  take,
  totalsOf,
} from "../pair.ts";
import { NONCE, performed } from "../subject.ts";

const ALL_THERE_IS = amount("900000000");
const LEVERAGE = 2;
let moves = 0;

/** Money inside one account. A position is held all the while: there is something to put it behind. */
export function moneyBehaviour(onStage: () => Stage): void {
  const effectOf = (from: Wallet, to: TransferTarget, sum: Amount): Extract<VenueEffect, { kind: "transfer" }> => {
    const { venue } = onStage().venue.adapter;
    moves += 1;
    const intent: TransferIntent = {
      id: transferId(NONCE, venue, moves),
      venue,
      asset: asset("USDT"),
      amount: sum,
      from,
      to,
      plan: planId(NONCE, 0),
      createdAt: wallTime(Date.now()),
      createdVenueAt: venueTime(0),
      leaseEpoch: 1,
    };
    return { kind: "transfer", venue, intent, checkedAt: wallTime(Date.now()) };
  };
  const behind = (sum: Amount) => {
    const { perpetual } = onStage().pair;
    return effectOf(perpetual.wallet, { kind: "position", instrument: perpetual.index }, sum);
  };
  const between = (sum: Amount) => effectOf("spot", { kind: "wallet", wallet: "futures" }, sum);
  const isOneWallet = (): boolean => onStage().pair.spot.wallet === onStage().pair.perpetual.wallet;
  const requireTwoWallets = (context: TestContext): void => {
    if (isOneWallet()) context.skip("this venue has one wallet: there is nothing to move between");
  };

  const perform = (effect: VenueEffect, kind: "transferred" | "transfer-refused" | "transfer-unknown") =>
    performed(onStage().venue.adapter, effect, kind);
  const freshTransfers = (before: Account, after: Account) => {
    const known = new Set(before.income.map(({ incomeId }) => incomeId));
    return after.income.filter(({ incomeId, kind }) => kind === "transfer" && !known.has(incomeId));
  };
  const liquidationOf = ({ positions }: Account): number =>
    positions.find(({ instrument }) => instrument === onStage().pair.perpetual.index)?.liquidationPrice ?? Number.NaN;
  const cents = (account: Account): bigint[] => {
    const { spot, perpetual } = onStage().pair;
    return [balanceOf(account, spot, "USDT"), balanceOf(account, perpetual, "USDT")];
  };

  describe("money", () => {
    beforeAll(async () => {
      const { venue, pair } = onStage();
      const { spot, perpetual } = pair;
      const prepare = { kind: "prepare-leg", instrument: perpetual.index, leverage: LEVERAGE } as const;
      await performed(venue.adapter, { ...prepare, venue: venue.adapter.venue }, "leg-prepared");
      const [best] = bestOf(await readDepth(venue, spot), "buy");
      await take(venue, perpetual, "sell", rescaled(smallQuantity(pair, best), spot, perpetual));
    });
    afterAll(async () => {
      const { venue, pair } = onStage();
      const held = -positionOf(await readAccount(onStage()), pair.perpetual) as Quantity;
      await take(venue, pair.perpetual, "buy", held, { reduceOnly: true, purpose: "exit" });
    });

    test("C-39 a transfer moves both wallets by just that, and is an income row in either", async (context) => {
      requireTwoWallets(context);
      const before = await readAccount(onStage());
      const effect = between(amount("123.45"));
      const { id } = await perform(effect, "transferred");
      expect(id).toBe(effect.intent.id);
      const after = await readAccount(onStage());
      const [spot, futures] = cents(after).map((now, at) => now - (cents(before)[at] ?? 0n));
      expect([spot, futures]).toEqual([-amount("123.45"), amount("123.45")]);
      const rows = freshTransfers(before, after).map(
        ({ wallet, asset: coin, amount: by }) => `${wallet} ${by} ${coin}`,
      );
      const sum = amount("123.45");
      expect(new Set(rows)).toEqual(new Set([`futures ${sum} USDT`, `spot ${-sum} USDT`]));
    });

    test("C-40 margin put behind a position moves its liquidation away, and no wallet", async () => {
      const before = await readAccount(onStage());
      await perform(behind(amount("60")), "transferred");
      const after = await readAccount(onStage());
      expect(liquidationOf(after)).toBeGreaterThan(liquidationOf(before));
      expect([totalsOf(after), freshTransfers(before, after)]).toEqual([totalsOf(before), []]);
      expect(positionOf(after, onStage().pair.perpetual)).toBe(positionOf(before, onStage().pair.perpetual));
    });

    test("C-41 more than there is is refused, and so is a way there is not; nothing moves", async () => {
      const before = await readAccount(onStage());
      const toOneWallet = effectOf("unified", { kind: "wallet", wallet: "unified" }, amount("1"));
      for (const effect of [behind(ALL_THERE_IS), between(ALL_THERE_IS), toOneWallet]) {
        const answer = await perform(effect, "transfer-refused");
        expect(answer).toMatchObject({ failure: { kind: "refusal" } });
      }
      const after = await readAccount(onStage());
      expect([totalsOf(after), liquidationOf(after)]).toEqual([totalsOf(before), liquidationOf(before)]);
    });

    test("C-42 a lost reply leaves a transfer unknown after one try; what came the account shows", async (context) => {
      const { wire } = onStage().venue;
      if (wire === null) context.skip("there is no wire between this venue and its adapter");
      const sum = amount("77.7");
      const next = () => (isOneWallet() ? behind(sum) : between(sum));
      const before = await readAccount(onStage());
      wire?.failNextMove("never-arrives");
      expect(await perform(next(), "transfer-unknown")).toMatchObject({ failure: { kind: "connectivity" } });
      expect(cents(await readAccount(onStage()))).toEqual(cents(before));
      wire?.failNextMove("reply-lost");
      await perform(next(), "transfer-unknown");
      const after = await readAccount(onStage());
      const came = freshTransfers(before, after).some(({ amount: by }) => by === sum);
      expect(came || liquidationOf(after) > liquidationOf(before)).toBe(true);
    });
  });
}
