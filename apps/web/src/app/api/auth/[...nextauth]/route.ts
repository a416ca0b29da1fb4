import type { NextRequest } from "next/server";
import { ownOrigin, readEnv } from "../../../../env.ts";
import { handlers } from "../../../../server/auth.ts";
import { guardRequest } from "../../../../server/guardRequest.ts";

const CONTENT_TYPES = ["application/x-www-form-urlencoded", "application/json"];

export const GET = handlers.GET;

export const POST = (request: NextRequest): Response | Promise<Response> =>
  guardRequest(request, { ownOrigin: ownOrigin(readEnv()), contentTypes: CONTENT_TYPES }) ?? handlers.POST(request);
