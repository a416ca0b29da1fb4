import type { NextRequest } from "next/server";
import { handlers } from "../../../../server/auth.ts";
import { guardRequest } from "../../../../server/guardRequest.ts";

export const GET = handlers.GET;

export const POST = (request: NextRequest): Response | Promise<Response> =>
  guardRequest(request, ["application/x-www-form-urlencoded", "application/json"]) ?? handlers.POST(request);
