import { createECDH, createHash, createPrivateKey, createPublicKey, type KeyObject } from "node:crypto";
import type { Credentials } from "../keys.ts";
import { uuidOf } from "./identity.ts";

/** Heads of the DER forms of RFC 5915 (P-256) and RFC 8410 (Ed25519): all that varies is the key itself. */
const P256_HEAD = Buffer.from("30770201010420", "hex");
const P256_CURVE = Buffer.from("a00a06082a8648ce3d030107a144034200", "hex");
const ED25519_HEAD = Buffer.from("302e020100300506032b657004220420", "hex");

const LINE_LENGTH = 64;

function pem(label: string, der: Buffer): string {
  const lines: string[] = [];
  const text = der.toString("base64");
  for (let at = 0; at < text.length; at += LINE_LENGTH) lines.push(text.slice(at, at + LINE_LENGTH));
  return `-----BEGIN ${label}-----\n${lines.join("\n")}\n-----END ${label}-----\n`;
}

const digestOf = (kind: string, seed: number, name: string): Buffer =>
  createHash("sha256").update(`evenkeel simulated ${kind}:${seed}:${name}`).digest();

function ellipticSecret(seed: number, name: string): string {
  const scalar = digestOf("coinbase secret", seed, name);
  // Below 2^255 every scalar is smaller than the order of the curve.
  scalar.writeUInt8(scalar.readUInt8(0) & 0x7f, 0);
  const curve = createECDH("prime256v1");
  curve.setPrivateKey(scalar);
  return pem("EC PRIVATE KEY", Buffer.concat([P256_HEAD, scalar, P256_CURVE, curve.getPublicKey()]));
}

const edwardsKey = (seedBytes: Buffer): KeyObject =>
  createPrivateKey({ key: Buffer.concat([ED25519_HEAD, seedBytes]), format: "der", type: "pkcs8" });

function edwardsSecret(seed: number, name: string): string {
  const seedBytes = digestOf("coinbase secret", seed, name);
  const { x = "" } = createPublicKey(edwardsKey(seedBytes)).export({ format: "jwk" });
  return Buffer.concat([seedBytes, Buffer.from(x, "base64url")]).toString("base64");
}

/** An account's last spare key is of the kind that Coinbase makes unless asked for the other. */
const EDWARDS_NAME = /\/4$/;

/** A made-up key in Coinbase's own shape: the same for the same seed and name. It opens nothing but this exchange. */
export function simulatedCredentials(seed: number, name: string): Credentials {
  const id = uuidOf(`key:${seed}:${name}`);
  if (EDWARDS_NAME.test(name)) return { key: id, secret: edwardsSecret(seed, name) };
  return {
    key: `organizations/${uuidOf(`organization:${seed}`)}/apiKeys/${id}`,
    secret: ellipticSecret(seed, name),
  };
}

export type Algorithm = "ES256" | "EdDSA";

/** What a held key's signatures are checked with. */
export function verifierOf(secret: string): { readonly algorithm: Algorithm; readonly key: KeyObject } {
  if (secret.startsWith("-----BEGIN")) return { algorithm: "ES256", key: createPublicKey(createPrivateKey(secret)) };
  const seedBytes = Buffer.from(secret, "base64").subarray(0, 32);
  return { algorithm: "EdDSA", key: createPublicKey(edwardsKey(seedBytes)) };
}
