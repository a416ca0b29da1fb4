import type { NextRequest } from "next/server";
import { ownOrigin, readEnv } from "../../../../env.ts";
import { handlers } from "../../../../server/auth.ts";
import { isOpenEndpoint } from "../../../../server/authEndpoints.ts";
import { guardRequest } from "../../../../server/guardRequest.ts";

/** The library's own client sends forms; that they come from our pages is checked all the same. */
const CONTENT_TYPES = ["application/x-www-form-urlencoded", "application/json"];

async function handle(request: NextRequest): Promise<Response> {
  if (!isOpenEndpoint(request.method, request.url)) return new Response(null, { status: 404 });
  const refused = guardRequest(request, { ownOrigin: ownOrigin(readEnv()), contentTypes: CONTENT_TYPES });
  if (refused !== null) return refused;
  return request.method === "POST" ? handlers.POST(request) : handlers.GET(request);
}

export { handle as GET, handle as POST };
