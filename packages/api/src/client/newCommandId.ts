import { randomUUID } from "node:crypto";

/** One for each intention: sending the same command under the same id again does it once and answers the same. */
export const newCommandId = (): string => randomUUID();
