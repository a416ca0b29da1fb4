import type { Config } from "@evenkeel/core/events";
import type { ConfigError } from "./error.ts";

type Rule = { readonly path: string; readonly holds: (config: Config) => boolean; readonly message: string };

/** Numbers that are fine alone and impossible together. */
const RULES: readonly Rule[] = [
  {
    path: "exit.meanAnnualPercentMax",
    holds: ({ entry, exit }) => exit.meanAnnualPercentMax < entry.meanAnnualPercentMin,
    message: "must lie below entry.meanAnnualPercentMin, or every pair would be left as soon as it is entered",
  },
  {
    path: "size.pairEquityPercentMax",
    holds: ({ size }) => size.pairEquityPercentMax <= size.notionalEquityPercentMax,
    message: "must not exceed size.notionalEquityPercentMax, which bounds all pairs together",
  },
  {
    path: "size.freeEquityPercentMin",
    holds: ({ size }) =>
      size.notionalEquityPercentMax * (1 + 1 / size.leverage) + size.freeEquityPercentMin <= 100 + 1e-9,
    message: "leaves no room: size.notionalEquityPercentMax with its margin and the free part exceed all equity",
  },
  {
    path: "risk.dailyLossPercentMax",
    holds: ({ risk }) => risk.dailyLossPercentMax <= risk.drawdownPercentMax,
    message: "must not exceed risk.drawdownPercentMax",
  },
  {
    path: "risk.liquidationShrinkPercent",
    holds: ({ risk }) => risk.liquidationShrinkPercent < risk.liquidationWarnPercent,
    message: "must lie below risk.liquidationWarnPercent, so that the warning comes first",
  },
  {
    path: "execution.slippageBpsMax",
    holds: ({ execution }) => execution.slippageBpsMax <= execution.exitSlippageBpsMax,
    message: "must not exceed execution.exitSlippageBpsMax: leaving may never be harder than entering",
  },
];

export function findContradiction(config: Config): ConfigError | null {
  const broken = RULES.find((rule) => !rule.holds(config));
  return broken === undefined
    ? null
    : { code: "contradiction", path: broken.path, message: `${broken.path} ${broken.message}.` };
}
