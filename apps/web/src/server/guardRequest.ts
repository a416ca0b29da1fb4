export const BODY_BYTES_MAX = 65_536;

const refuse = (status: number, code: string, message: string): Response =>
  Response.json(
    { error: { message, code: status, data: { code, detail: {}, httpStatus: status, issues: [] } } },
    { status },
  );

/**
 * null: go on. Requests that change something must come from our own pages and say how long they are;
 * a body without a length could be any length.
 */
export function guardRequest(
  request: Request,
  options: { readonly ownOrigin: string; readonly contentTypes: readonly string[] },
): Response | null {
  if (request.method === "GET" || request.method === "HEAD") return null;
  const origin = request.headers.get("origin");
  const site = request.headers.get("sec-fetch-site");
  if (origin === null ? site !== null && site !== "same-origin" : origin !== options.ownOrigin)
    return refuse(403, "ORIGIN_REFUSED", "this origin may not call the dashboard");
  const type = request.headers.get("content-type")?.split(";")[0]?.trim().toLowerCase() ?? "";
  if (!options.contentTypes.includes(type)) return refuse(415, "UNSUPPORTED", "this content type is not taken here");
  const length = request.headers.get("content-length");
  if (length === null || !/^\d+$/.test(length)) return refuse(411, "TOO_LARGE", "say how long the body is");
  if (Number(length) > BODY_BYTES_MAX) return refuse(413, "TOO_LARGE", `a body may have ${BODY_BYTES_MAX} bytes`);
  return null;
}
