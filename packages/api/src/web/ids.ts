import { createHash, randomBytes } from "node:crypto";

const ID_BYTES = 15;
const SECRET_BYTES = 32;

export const newId = (prefix: string): string => `${prefix}_${randomBytes(ID_BYTES).toString("base64url")}`;
export const newSecret = (): string => randomBytes(SECRET_BYTES).toString("base64url");
export const hashSecret = (secret: string): string => createHash("sha256").update(secret).digest("hex");
