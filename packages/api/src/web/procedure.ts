import { initTRPC } from "@trpc/server";
import { authorise } from "../caller/authorise.ts";
import type { Demand, Role } from "../caller/caller.ts";
import { ApiError, formatError, toTransportError } from "../errors/index.ts";
import { assertStorable } from "../input/storable.ts";
import { recordCall } from "../request/index.ts";
import type { WebContext } from "./context.ts";
import { TooManyHashes } from "./passwords/hash.ts";
import { endedText } from "./resolveSession.ts";

const web = initTRPC
  .context<WebContext>()
  .meta<{ readonly demand: Demand }>()
  .create({ isDev: false, errorFormatter: formatError });

export const createRouter = web.router;

const errors = web.middleware(async ({ next }) => {
  const result = await next();
  if (result.ok) return result;
  const { cause } = result.error;
  if (cause instanceof ApiError) throw toTransportError(cause);
  if (cause instanceof TooManyHashes) throw toTransportError(new ApiError("TOO_MANY", "too busy; try again shortly"));
  return result;
});

const storable = web.middleware(async ({ getRawInput, next }) => {
  assertStorable(await getRawInput());
  return next();
});

const record = web.middleware(({ ctx, path, type, getRawInput, next }) =>
  recordCall({ requestId: ctx.requestId, caller: ctx.caller, path, type, getRawInput }, next, ctx.told),
);

/** Open to anybody, said out loud: set-up before there are users, and who am I. */
export const publicProcedure = web.procedure.meta({ demand: "public" }).use(record).use(errors).use(storable);

/** Every other procedure: without a role there is none. An API key has no session and so no account pages. */
export const procedure = (demand: Role) =>
  web.procedure
    .meta({ demand })
    .use(record)
    .use(errors)
    .use(({ ctx, path, next }) => {
      if (ctx.caller.kind === "anonymous" && ctx.ended !== null)
        throw new ApiError("SESSION_ENDED", `this session has ended: ${endedText(ctx.ended)}`, { because: ctx.ended });
      authorise(ctx.caller, demand, path);
      if (ctx.caller.kind !== "user") throw new ApiError("FORBIDDEN", "sign in as a user for this");
      return next({ ctx: { caller: ctx.caller } });
    })
    .use(storable);
