import { z } from "zod";
import type { Demand } from "../caller/caller.ts";
import type { EngineClient } from "../client/engineClient.ts";
import { type CommandReceipt, closePairSchema, levelCommandSchema, openPairSchema } from "../engine/command.ts";
import { changeConfigSchema } from "../engine/config/router.ts";
import { engineRouter } from "../engine/router.ts";
import { receipt } from "./describe/commands.ts";
import { configuration } from "./describe/config.ts";
import { position } from "./describe/positions.ts";
import { health, summary } from "./describe/status.ts";

/** Made from the routes, and open to anybody. */
export const DOCUMENT_PATH = "/openapi.json";

export type Call = { readonly signal: AbortSignal };
export type Asked = {
  /** Of a command; reads have none. */
  readonly id: string;
  readonly params: Readonly<Record<string, string>>;
  readonly body: unknown;
};

export type RestRoute = {
  readonly method: "GET" | "POST";
  /** Below /api; `{id}` stands for one part of the address. */
  readonly path: string;
  /** The engine's procedure behind it: its role is asked for, and its group of a narrowed key. */
  readonly procedure: string;
  readonly summary: string;
  readonly params: z.ZodType<Asked["params"]> | null;
  /** Of a command, without the id that travels as its Idempotency-Key. */
  readonly body: z.ZodType | null;
  readonly data: z.ZodType;
  /** Stops, closes or reduces: never held up by a limit. */
  readonly reduces: boolean;
  readonly run: (engine: EngineClient, asked: Asked, call: Call) => Promise<unknown>;
};

function read<T>(
  path: string,
  procedure: string,
  summary: string,
  data: z.ZodType<T>,
  run: (engine: EngineClient, call: Call) => Promise<T>,
): RestRoute {
  return {
    method: "GET",
    path,
    procedure,
    summary,
    params: null,
    body: null,
    data,
    reduces: false,
    run: (engine, _asked, call) => run(engine, call),
  };
}

function command<Body>(
  path: string,
  procedure: string,
  summary: string,
  body: z.ZodType<Body>,
  run: (
    engine: EngineClient,
    input: Body & { readonly id: string },
    asked: Asked,
    call: Call,
  ) => Promise<CommandReceipt>,
  more: { readonly reduces: boolean; readonly params?: z.ZodType<Asked["params"]> },
): RestRoute {
  return {
    method: "POST",
    path,
    procedure,
    summary,
    params: more.params ?? null,
    body,
    data: receipt,
    reduces: more.reduces,
    // Checked against `body` just before.
    run: (engine, asked, call) => run(engine, { ...(asked.body as Body), id: asked.id }, asked, call),
  };
}

const reasonOnly = levelCommandSchema.omit({ id: true });
const ADDS = { reduces: false } as const;
const REDUCES = { reduces: true } as const;

/** Everything the facade has. What each may take is the schema of the engine's own procedure. */
export const REST_ROUTES: readonly RestRoute[] = [
  read("/status", "overview.summary", "What it is doing, what it holds and earns.", summary, (engine, call) =>
    engine.overview.summary.query(undefined, call),
  ),
  read("/positions", "positions.list", "Every open pair.", z.array(position).readonly(), (engine, call) =>
    engine.positions.list.query(undefined, call),
  ),
  read("/health", "health", "The engine, its venues, its journal.", health, (engine, call) =>
    engine.health.query(undefined, call),
  ),
  read("/config", "config.get", "The running configuration and its version.", configuration, (engine, call) =>
    engine.config.get.query(undefined, call),
  ),
  command(
    "/positions/open",
    "commands.openPair",
    "Open a pair by hand. Risk still decides.",
    openPairSchema.omit({ id: true }),
    (engine, input, _asked, call) => engine.commands.openPair.mutate(input, call),
    ADDS,
  ),
  command(
    "/positions/{id}/close",
    "commands.closePair",
    "Close both legs of a pair.",
    closePairSchema.omit({ id: true, pairId: true }),
    (engine, input, { params }, call) =>
      engine.commands.closePair.mutate({ ...input, pairId: params["id"] ?? "" }, call),
    { ...REDUCES, params: z.strictObject({ id: closePairSchema.shape.pairId }) },
  ),
  command(
    "/engine/start",
    "commands.resume",
    "Allow entries again. Lifting a halt asks for a person who just proved who they are.",
    reasonOnly,
    (engine, input, _asked, call) => engine.commands.resume.mutate(input, call),
    ADDS,
  ),
  command(
    "/engine/stop",
    "commands.freeze",
    "No entries any more; open pairs stay guarded.",
    reasonOnly,
    (engine, input, _asked, call) => engine.commands.freeze.mutate(input, call),
    REDUCES,
  ),
  command(
    "/engine/kill",
    "commands.flatten",
    "FLATTEN: cancel every order, close every pair, prove it.",
    reasonOnly,
    (engine, input, _asked, call) => engine.commands.flatten.mutate(input, call),
    REDUCES,
  ),
  command(
    "/config/update",
    "config.change",
    "Change some numbers. What lets more risk through asks for an admin who just proved who they are.",
    changeConfigSchema.omit({ id: true }),
    (engine, input, _asked, call) => engine.config.change.mutate(input, call),
    ADDS,
  ),
];

/** The role the engine's own procedure demands: the facade keeps no list of its own. */
export function demandOf({ procedure }: RestRoute): Demand {
  const found = (engineRouter._def.procedures as Readonly<Record<string, unknown>>)[procedure] as
    | { readonly _def: { readonly meta?: { readonly demand?: Demand } } }
    | undefined;
  // What nobody said is the most that can be asked.
  return found?._def.meta?.demand ?? "admin";
}

export type Matched = { readonly route: RestRoute; readonly params: Readonly<Record<string, string>> };

const partsOf = (path: string): readonly string[] => path.split("/").slice(1);

function paramsOf(pattern: string, path: string): Readonly<Record<string, string>> | null {
  const [wanted, given] = [partsOf(pattern), partsOf(path)];
  if (wanted.length !== given.length) return null;
  const params: Record<string, string> = {};
  for (const [at, part] of wanted.entries()) {
    const word = given[at] ?? "";
    const name = /^\{(\w+)\}$/.exec(part)?.[1];
    if (name === undefined ? part !== word : word === "") return null;
    if (name !== undefined) params[name] = word;
  }
  return params;
}

/** Every route of an address, whatever the method. `path` is below /api and decoded. */
export function matchPath(path: string): readonly Matched[] {
  return REST_ROUTES.flatMap((route) => {
    const params = paramsOf(route.path, path);
    return params === null ? [] : [{ route, params }];
  });
}
