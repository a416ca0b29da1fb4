import { randomUUID } from "node:crypto";

export const REQUEST_ID_HEADER = "x-request-id";
const REQUEST_ID = /^[A-Za-z0-9_-]{8,64}$/;

/** One request's name through every log it passes. What a stranger sends in its place is not written down. */
export const readRequestId = (given: unknown): string | null =>
  typeof given === "string" && REQUEST_ID.test(given) ? given : null;

export const newRequestId = (): string => randomUUID();
