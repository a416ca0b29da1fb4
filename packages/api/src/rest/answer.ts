import { z } from "zod";
import type { ApiError } from "../errors/index.ts";
import { API_ERROR_CODES, HTTP_STATUS } from "../errors/index.ts";
import { issuesOf } from "../errors/issues.ts";
import { REQUEST_ID_HEADER } from "../request/index.ts";

const requestId = z.string().meta({ description: "Names this request in every log." });

export const failureSchema = z.strictObject({
  ok: z.literal(false),
  error: z.strictObject({
    code: z.enum(API_ERROR_CODES),
    message: z.string(),
    detail: z
      .record(z.string(), z.union([z.string(), z.number(), z.boolean()]))
      .meta({ description: "The values that decided." }),
    issues: z
      .array(z.strictObject({ path: z.string(), text: z.string() }))
      .meta({ description: "Which fields were refused and why; only with INVALID_INPUT." }),
  }),
  requestId,
});

export const successSchema = (data: z.ZodType) => z.strictObject({ ok: z.literal(true), data, requestId });

export type Failure = z.output<typeof failureSchema>;

const headersOf = (requestId: string, more: Readonly<Record<string, string>>): Headers =>
  new Headers({ "cache-control": "no-store", [REQUEST_ID_HEADER]: requestId, ...more });

export const succeed = (data: unknown, requestId: string, status = 200): Response =>
  Response.json({ ok: true, data, requestId }, { status, headers: headersOf(requestId, {}) });

export function fail(error: ApiError, requestId: string, more: Readonly<Record<string, string>> = {}): Response {
  const { code, message, detail, cause } = error;
  const body: Failure = { ok: false, error: { code, message, detail, issues: issuesOf(cause) }, requestId };
  return Response.json(body, { status: HTTP_STATUS[code], headers: headersOf(requestId, more) });
}
