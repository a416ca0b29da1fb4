import type { Config } from "@evenkeel/core/events";
import type { ConfigError } from "./error.ts";
import { valueAt } from "./value.ts";

type Rule = {
  readonly path: string;
  readonly holds: (config: Config) => boolean;
  readonly message: (config: Config) => string;
};

/** A fresh short's liquidation lies this share of 1/leverage away; the rest is the venue's maintenance margin. */
const MARGIN_LEFT = 0.9;

export const freshDistancePercent = ({ size }: Config): number => (100 / size.leverage) * MARGIN_LEFT;

/** Numbers that are fine alone and impossible together. */
const RULES: readonly Rule[] = [
  {
    path: "exit.meanAnnualPercentMax",
    holds: ({ entry, exit }) => exit.meanAnnualPercentMax < entry.meanAnnualPercentMin,
    message: ({ entry }) =>
      `must lie below entry.meanAnnualPercentMin (${entry.meanAnnualPercentMin}), or every pair would be left as soon as it is entered`,
  },
  {
    path: "size.pairEquityPercentMax",
    holds: ({ size }) => size.pairEquityPercentMax <= size.notionalEquityPercentMax,
    message: ({ size }) =>
      `must not exceed size.notionalEquityPercentMax (${size.notionalEquityPercentMax}), which bounds all pairs together`,
  },
  {
    path: "size.freeEquityPercentMin",
    holds: ({ size }) =>
      size.notionalEquityPercentMax * (1 + 1 / size.leverage) + size.freeEquityPercentMin <= 100 + 1e-9,
    message: ({ size }) =>
      `leaves no room: size.notionalEquityPercentMax (${size.notionalEquityPercentMax}) with its margin at leverage ${size.leverage} and the free part exceed all equity`,
  },
  {
    path: "risk.dailyLossPercentMax",
    holds: ({ risk }) => risk.dailyLossPercentMax <= risk.drawdownPercentMax,
    message: ({ risk }) => `must not exceed risk.drawdownPercentMax (${risk.drawdownPercentMax})`,
  },
  {
    path: "risk.pegFreezePercent",
    holds: ({ risk }) => risk.pegFreezePercent < risk.pegReducePercent,
    message: ({ risk }) =>
      `must lie below risk.pegReducePercent (${risk.pegReducePercent}), so that entries end before pairs are closed`,
  },
  {
    path: "risk.liquidationShrinkPercent",
    holds: ({ risk }) => risk.liquidationShrinkPercent < risk.liquidationWarnPercent,
    message: ({ risk }) =>
      `must lie below risk.liquidationWarnPercent (${risk.liquidationWarnPercent}), so that the warning comes first`,
  },
  {
    path: "risk.liquidationTransferPercent",
    holds: ({ risk }) => risk.liquidationTransferPercent < risk.liquidationWarnPercent,
    message: ({ risk }) =>
      `must lie below risk.liquidationWarnPercent (${risk.liquidationWarnPercent}), up to which margin is added`,
  },
  {
    path: "risk.liquidationShrinkPercent",
    holds: (config) => config.risk.liquidationShrinkPercent < freshDistancePercent(config),
    message: (config) =>
      `must lie below ${freshDistancePercent(config).toFixed(1)}: at size.leverage ${config.size.leverage} every pair would be closed as soon as it is open`,
  },
  {
    path: "execution.slippageBpsMax",
    holds: ({ execution }) => execution.slippageBpsMax <= execution.exitSlippageBpsMax,
    message: ({ execution }) =>
      `must not exceed execution.exitSlippageBpsMax (${execution.exitSlippageBpsMax}): leaving may never be harder than entering`,
  },
  {
    path: "execution.sendTimeoutMs",
    holds: ({ execution }) => execution.sendTimeoutMs <= 2 * execution.receiveWindowMs,
    message: ({ execution }) =>
      `must not exceed twice execution.receiveWindowMs (${execution.receiveWindowMs}): by then the venue refuses the order anyway`,
  },
  {
    path: "execution.depthAgeMsMax",
    holds: ({ execution, risk }) => execution.depthAgeMsMax >= risk.freshnessMsMax,
    message: ({ risk }) =>
      `must not lie below risk.freshnessMsMax (${risk.freshnessMsMax}): depth is asked for less often than prices come`,
  },
];

export function findContradiction(config: Config): ConfigError | null {
  const broken = RULES.find((rule) => !rule.holds(config));
  if (broken === undefined) return null;
  const { path } = broken;
  return {
    code: "contradiction",
    path,
    message: `${path} is ${valueAt(config, path)}: it ${broken.message(config)}.`,
  };
}
