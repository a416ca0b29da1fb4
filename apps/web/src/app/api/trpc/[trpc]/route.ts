import { newRequestId, REQUEST_ID_HEADER, readRequestId } from "@evenkeel/api/request";
import { webRouter } from "@evenkeel/api/web";
import { fetchRequestHandler } from "@trpc/server/adapters/fetch";
import { ownOrigin, readEnv } from "../../../../env.ts";
import { openAccounts } from "../../../../server/accounts.ts";
import { addressOf } from "../../../../server/address.ts";
import { findCaller, findEnded } from "../../../../server/caller.ts";
import { guardRequest } from "../../../../server/guardRequest.ts";
import { tellCall } from "../../../../server/log.ts";
import { openSealer } from "../../../../server/openSealer.ts";
import { report } from "../../../../server/report.ts";

const CALLS_PER_BATCH_MAX = 10;

function handle(request: Request): Response | Promise<Response> {
  const env = readEnv();
  const refused = guardRequest(request, { ownOrigin: ownOrigin(env), contentTypes: ["application/json"] });
  if (refused !== null) return refused;
  const requestId = readRequestId(request.headers.get(REQUEST_ID_HEADER)) ?? newRequestId();
  return fetchRequestHandler({
    endpoint: "/api/trpc",
    req: request,
    router: webRouter,
    maxBatchSize: CALLS_PER_BATCH_MAX,
    createContext: async () => ({
      accounts: openAccounts(),
      sealer: openSealer(),
      caller: await findCaller(),
      ended: await findEnded(),
      engineSecret: env.EVENKEEL_ENGINE_SECRET,
      address: addressOf(request.headers.get("x-forwarded-for"), env.EVENKEEL_PROXY_HOPS),
      requestId,
      told: tellCall,
      nowMs: Date.now(),
    }),
    onError: ({ error, path }) => {
      if (error.code === "INTERNAL_SERVER_ERROR")
        report(`${path ?? "?"} failed: ${error.cause?.message ?? error.message}`);
    },
    responseMeta: () => ({ headers: { "cache-control": "no-store", [REQUEST_ID_HEADER]: requestId } }),
  });
}

export { handle as GET, handle as POST };
