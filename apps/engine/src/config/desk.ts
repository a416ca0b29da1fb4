import type {
  CommandAuthor,
  ConfigAsked,
  ConfigDoor,
  ConfigKeyView,
  ConfigOutcome,
  ConfigPreview,
  ConfigVersionView,
  ConfigWish,
  SubmitOutcome,
  SubmittedCommand,
} from "@evenkeel/api/engine";
import { applyPatch, assess, findNotices, keyAt, PATHS, parsePatch, tendencyOf, valueAt } from "@evenkeel/config";
import type { EngineState } from "@evenkeel/core/engine";
import { type Config, DEFAULT_CONFIG } from "@evenkeel/core/events";
import { commandId } from "@evenkeel/core/ids";
import type { NamedConfigRow } from "@evenkeel/store/history";

export type ConfigHistory = {
  readonly find: (version: number) => Promise<Config | null>;
  /** Newest first. */
  readonly list: (limit: number, beforeVersion: number | null) => Promise<readonly NamedConfigRow[]>;
};

export type DeskParts = {
  readonly state: EngineState;
  readonly submit: (asked: SubmittedCommand, author: CommandAuthor) => Promise<SubmitOutcome>;
  readonly history: ConfigHistory;
  /** The owner's file and what is wrong with it. */
  readonly file: () => { readonly path: string; readonly problem: string | null } | null;
};

type Wanted =
  | { readonly kind: "config"; readonly config: Config }
  | Extract<ConfigPreview, { kind: "refused" | "no-such-version" }>;

/** Where page, command line and file come to move the owner's numbers: judged here, decided by `step`. */
export function createConfigDesk({ state, submit, history, file }: DeskParts): ConfigDoor {
  /** What is wished for as a whole configuration on top of `base`. */
  const want = async (wish: ConfigWish, base: Config): Promise<Wanted> => {
    if (wish.kind === "version") {
      const config = await history.find(wish.version);
      return config === null ? { kind: "no-such-version", version: wish.version } : { kind: "config", config };
    }
    const patch = parsePatch(wish.patch);
    const patched = patch.ok ? applyPatch(base, patch.value) : patch;
    return patched.ok ? { kind: "config", config: patched.value } : { kind: "refused", refusal: patched.error };
  };

  /** Under an id that was used before: what became of it then, if it was this very wish. */
  const answerAgain = async (wish: ConfigWish, asked: ConfigAsked, author: CommandAuthor): Promise<ConfigOutcome> => {
    const base = await history.find(asked.base);
    const wanted = base === null ? null : await want(wish, base);
    if (wanted?.kind !== "config") return { kind: "id-reused" };
    return submit(commandOf(asked, wanted.config), author);
  };

  return {
    view: () => ({
      version: state.config.version,
      config: state.config,
      keys: KEY_VIEWS,
      notices: findNotices(state.config),
      file: file(),
    }),
    async preview(wish, base) {
      const before = state.config;
      if (base !== null && base !== before.version) return { kind: "stale", running: before.version };
      const wanted = await want(wish, before);
      if (wanted.kind !== "config") return wanted;
      return { kind: "possible", base: before.version, ...assess(before, wanted.config) };
    },
    async change(wish, asked, author, mayLoosen) {
      if (state.commandIds.has(commandId(asked.id))) return answerAgain(wish, asked, author);
      const before = state.config;
      if (asked.base !== before.version) return { kind: "stale", running: before.version };
      const wanted = await want(wish, before);
      if (wanted.kind !== "config") return wanted;
      if (assess(before, wanted.config).loosens && !mayLoosen) return { kind: "stale", running: state.config.version };
      return submit(commandOf(asked, wanted.config), author);
    },
    history: async (limit, beforeVersion) => (await history.list(limit, beforeVersion)).map(viewVersion),
  };
}

const commandOf = ({ id, reason, base }: ConfigAsked, config: Config): SubmittedCommand => ({
  id,
  reason,
  body: { kind: "change-config", config, base },
});

const KEY_VIEWS: readonly ConfigKeyView[] = PATHS.flatMap((path) => {
  const key = keyAt(path);
  return key === null ? [] : [{ path, ...key, shipped: valueAt(DEFAULT_CONFIG, path) }];
});

const viewVersion = (row: NamedConfigRow): ConfigVersionView => ({
  version: row.version,
  atMs: row.wallAt.getTime(),
  author: { kind: row.authorKind, id: row.authorId, role: row.authorRole },
  authorName: row.authorName,
  reason: row.reason,
  changes: row.changes.map((change) => ({ ...change, tendency: tendencyOf(change) })),
});
