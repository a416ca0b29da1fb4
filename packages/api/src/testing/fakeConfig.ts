import {
  type Config,
  type ConfigPatch,
  configChanges,
  configSections,
  DEFAULT_CONFIG,
  patchConfig,
} from "@evenkeel/core/events";
import type { CommandAuthor, CommandReceipt, SubmitOutcome, SubmittedCommand } from "../engine/command.ts";
import type { ConfigDoor, ConfigKeyView, ConfigPreview, ConfigVersionView, ConfigWish } from "../engine/config/door.ts";

/** Above it a fake number is refused; enough to see what a refusal looks like. */
const NUMBER_MAX = 1e12;

export type FakeConfig = ConfigDoor & {
  /** The body of a `change-config` command as the engine would apply it. */
  readonly apply: (
    command: SubmittedCommand,
    author: CommandAuthor,
    atMs: number,
  ) => Pick<CommandReceipt, "state" | "code">;
};

const KEYS: readonly ConfigKeyView[] = configSections(DEFAULT_CONFIG).flatMap(([section, numbers]) =>
  Object.entries(numbers).map(([name, shipped]) => ({
    path: `${section}.${name}`,
    label: name,
    unit: "",
    help: `What ${name} means.`,
    min: -NUMBER_MAX,
    max: NUMBER_MAX,
    whole: false,
    looser: section === "entry" ? "down" : "up",
    effect: "now",
    shipped,
  })),
);

const loosens = (path: string, from: number, to: number): boolean =>
  to > from === (KEYS.find((key) => key.path === path)?.looser === "up");

/** Versions in memory, with a rule of its own for what loosens: an entry's number down, any other up. */
export function createFakeConfig(
  submit: (command: SubmittedCommand, author: CommandAuthor) => Promise<SubmitOutcome>,
  nowMs: number,
): FakeConfig {
  let running: Config = DEFAULT_CONFIG;
  const configs: Config[] = [running];
  const system = { kind: "system", id: "engine", role: "admin" } as const;
  const versions: ConfigVersionView[] = [
    { version: 1, atMs: nowMs, author: system, authorName: null, reason: "as shipped", changes: [] },
  ];

  const moves = (before: Config, after: Config) =>
    configChanges(before, after).map((change) => ({
      ...change,
      tendency: loosens(change.path, change.from, change.to) ? ("loosen" as const) : ("tighten" as const),
    }));

  const wanted = (wish: ConfigWish): Config | Extract<ConfigPreview, { kind: "refused" | "no-such-version" }> => {
    if (wish.kind === "version") return configs[wish.version - 1] ?? { kind: "no-such-version", version: wish.version };
    const wrong = wrongPath(wish.patch);
    return wrong === null
      ? patchConfig(running, wish.patch)
      : { kind: "refused", refusal: { code: "unknown-key", path: wrong, message: `${wrong} cannot be this.` } };
  };

  return {
    view: () => ({ version: running.version, config: running, keys: KEYS, notices: [], file: null }),
    async preview(wish, base) {
      if (base !== null && base !== running.version) return { kind: "stale", running: running.version };
      const config = wanted(wish);
      if ("kind" in config) return config;
      const changes = moves(running, config);
      const loosensAny = changes.some(({ tendency }) => tendency === "loosen");
      return { kind: "possible", base: running.version, changes, loosens: loosensAny, notices: [] };
    },
    async change(wish, { id, base, reason }, author) {
      if (base !== running.version) return { kind: "stale", running: running.version };
      const config = wanted(wish);
      if ("kind" in config) return config;
      return submit({ id, reason, body: { kind: "change-config", config, base } }, author);
    },
    history: async (limit, beforeVersion) =>
      versions
        .filter(({ version }) => beforeVersion === null || version < beforeVersion)
        .toReversed()
        .slice(0, limit),
    apply({ body, reason }, author, atMs) {
      if (body.kind !== "change-config") return { state: "refused", code: "no-config" };
      const before = running;
      running = { ...body.config, version: before.version + 1 };
      configs.push(running);
      versions.push({
        version: running.version,
        atMs,
        author,
        authorName: null,
        reason,
        changes: moves(before, running),
      });
      return { state: "done", code: "configured" };
    },
  };
}

function wrongPath(patch: ConfigPatch): string | null {
  for (const [section, numbers] of Object.entries(patch))
    for (const [name, value] of Object.entries<unknown>(numbers)) {
      const path = `${section}.${name}`;
      if (!KEYS.some((key) => key.path === path) || typeof value !== "number" || !(value < NUMBER_MAX)) return path;
    }
  return null;
}
