import type { Config } from "@evenkeel/core/events";
import { freshDistancePercent } from "./contradictions.ts";
import { valueAt } from "./value.ts";

/** A number that is allowed and that most owners would regret. */
export type Notice = { readonly path: string; readonly message: string };

type Rule = { readonly path: string; readonly when: (config: Config) => boolean; readonly why: string };

const above = (path: string, limit: number, why: string): Rule => ({
  path,
  when: (config) => valueAt(config, path) > limit,
  why: `above ${limit}: ${why}`,
});

const below = (path: string, limit: number, why: string): Rule => ({
  path,
  when: (config) => valueAt(config, path) < limit,
  why: `below ${limit}: ${why}`,
});

const RULES: readonly Rule[] = [
  above("size.leverage", 3, "a rise of a quarter within hours has happened, and would liquidate the short"),
  above("size.pairEquityPercentMax", 25, "one coin's trouble becomes the account's"),
  above("size.notionalEquityPercentMax", 70, "little is left to meet a margin call with"),
  below("size.freeEquityPercentMin", 15, "little is left to meet a margin call with"),
  above("risk.dailyLossPercentMax", 5, "a hedged book that loses this in a day is not hedged"),
  above("risk.drawdownPercentMax", 10, "a hedged book that falls this far is not hedged"),
  below("risk.liquidationShrinkPercent", 8, "one bad hour covers this distance"),
  {
    path: "risk.liquidationWarnPercent",
    when: (config) => config.risk.liquidationWarnPercent >= freshDistancePercent(config),
    why: "at or above where a fresh pair's liquidation lies: every new pair warns at once",
  },
  above("risk.freshnessMsMax", 10_000, "decisions on prices this old are decisions on another market"),
  above("risk.netDeltaPercentMax", 5, "this much unhedged is a position, not a remainder"),
  below("entry.netOverCostMin", 1, "most round trips would cost more than they bring"),
  {
    path: "entry.meanAnnualPercentMin",
    when: ({ entry }) => entry.meanAnnualPercentMin < entry.cashAnnualPercent,
    why: "below what cash earns (entry.cashAnnualPercent): the cash rule decides alone",
  },
  below("exit.cooldownMs", 3_600_000, "a coin just left may be entered again and pay its fees twice"),
  above("execution.slippageBpsMax", 50, "an entry this eager gives away a month of funding"),
  below("execution.exitSlippageBpsMax", 20, "in a fast market an exit may find nobody this near"),
  above("execution.unhedgedMsMax", 30_000, "an open leg is called out late"),
  below("execution.sendTimeoutMs", 1_000, "many orders will be unknown and must be asked about"),
];

export const findNotices = (config: Config): Notice[] =>
  RULES.filter((rule) => rule.when(config)).map(({ path, why }) => ({
    path,
    message: `${path} is ${valueAt(config, path)}, ${why}.`,
  }));
