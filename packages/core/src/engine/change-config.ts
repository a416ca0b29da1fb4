import { type Command, type ConfigChange, configChanges } from "../events/index.ts";
import type { WallTimeMs } from "../units/index.ts";
import { alert, audit } from "./emit.ts";
import { refreshEntryGate } from "./entry.ts";
import type { EngineState } from "./state.ts";

type ChangeConfig = Extract<Command["body"], { kind: "change-config" }>;

/** The next version of the owner's numbers, whole or not at all. Their ranges were asked at the edge. */
export function changeConfig(state: EngineState, command: Command, { config, base }: ChangeConfig): string {
  const before = state.config;
  if (base !== before.version) return `refused: config-changed ${before.version} / ${base}`;
  const changes = configChanges(before, config);
  if (changes.length === 0) return `unchanged: version ${before.version}`;
  const version = before.version + 1;
  const oldWindowEndsAt = (state.wallNowMs + 2 * before.execution.receiveWindowMs) as WallTimeMs;
  if (config.execution.receiveWindowMs < before.execution.receiveWindowMs && oldWindowEndsAt > state.absentNotBefore) {
    state.absentNotBefore = oldWindowEndsAt;
  }
  state.config = { ...config, version };
  state.portfolio.version += 1;
  const { author, reason, id: commandId } = command;
  const { absentNotBefore } = state;
  const record = { config: state.config, changes, author, reason, commandId, absentNotBefore };
  state.outbox.rows.push({ table: "config", record });
  audit(state, `config/${version}`, "config-changed", detailOf(changes), author);
  alert(state, "INFO", "config-changed", `Configuration ${version} by ${author.id}: ${inWords(changes)}`);
  forgetFeatures(state);
  refreshEntryGate(state);
  return `configured: version ${version}`;
}

/**
 * Nothing is judged by two configurations: what was computed under the old one is forgotten, and the pulses compute it
 * anew, a few at a time. All of two venues at once would hold the loop for some fifty milliseconds.
 */
export function forgetFeatures({ candidates }: EngineState): void {
  candidates.meanAnnualPercent.fill(Number.NaN);
  candidates.featuresAtMs.fill(0);
}

const moved = ({ from, to }: ConfigChange): string => `${from} → ${to}`;

const detailOf = (changes: readonly ConfigChange[]): Readonly<Record<string, string>> =>
  Object.fromEntries(changes.map((change) => [change.path, moved(change)]));

/** Named in an alert; the rest is counted, the audit has all of them. */
const NAMED_MAX = 3;

function inWords(changes: readonly ConfigChange[]): string {
  const named = changes.slice(0, NAMED_MAX).map((change) => `${change.path} ${moved(change)}`);
  const rest = changes.length - named.length;
  return rest === 0 ? named.join(", ") : `${named.join(", ")} and ${rest} more`;
}
