import { initTRPC } from "@trpc/server";
import { authorise, type KnownCaller } from "../caller/authorise.ts";
import type { Role } from "../caller/caller.ts";
import { ApiError, formatError, toApiError, toTransportError } from "../errors/index.ts";
import { assertStorable } from "../input/storable.ts";
import { recordCall } from "../request/index.ts";
import type { EngineContext } from "./context.ts";

const engine = initTRPC
  .context<EngineContext>()
  .meta<{ readonly demand: Role }>()
  // isDev only adds stacks; no environment may turn them on.
  .create({ isDev: false, errorFormatter: formatError });

export const createRouter = engine.router;

const errors = engine.middleware(async ({ next }) => {
  const result = await next();
  if (!result.ok && result.error.cause instanceof ApiError) throw toTransportError(toApiError(result.error));
  return result;
});

const storable = engine.middleware(async ({ getRawInput, next }) => {
  assertStorable(await getRawInput());
  return next();
});

const record = engine.middleware(({ ctx, path, type, getRawInput, next }) =>
  recordCall({ requestId: ctx.requestId, caller: ctx.caller, path, type, getRawInput }, next, ctx.told),
);

/** The only way to a procedure: without a role there is none. */
export const procedure = (demand: Role) =>
  engine.procedure
    .meta({ demand })
    .use(record)
    .use(errors)
    .use(({ ctx, path, next }) => {
      authorise(ctx.caller, demand, path);
      return next({ ctx: { caller: ctx.caller as KnownCaller } });
    })
    .use(storable);
