import { createPublicKey, generateKeyPairSync, type KeyObject, randomBytes, sign } from "node:crypto";

/** A certificate and its key, both as PEM. */
export interface Identity {
  readonly cert: string;
  readonly key: string;
}

const DAY_MS = 86_400_000;
const LIFE_DAYS = 365;

/** ASN.1 in its distinguished encoding: tag, length, content. */
function element(tag: number, ...parts: readonly Buffer[]): Buffer {
  const content = Buffer.concat(parts);
  const { length } = content;
  const digits: number[] = [];
  for (let left = length; left > 0; left >>>= 8) digits.unshift(left & 0xff);
  const head = length < 0x80 ? [tag, length] : [tag, 0x80 | digits.length, ...digits];
  return Buffer.concat([Buffer.from(head), content]);
}

const sequence = (...parts: readonly Buffer[]): Buffer => element(0x30, ...parts);
const octets = (content: Buffer): Buffer => element(0x04, content);
const bits = (content: Buffer): Buffer => element(0x03, Buffer.from([0]), content);
const tagged = (number: number, ...parts: readonly Buffer[]): Buffer => element(0xa0 | number, ...parts);
const utc = (ms: number): Buffer =>
  element(0x17, Buffer.from(`${new Date(ms).toISOString().slice(2, 19).replaceAll(/\D/g, "")}Z`));

function identifier(text: string): Buffer {
  const [first = 0, second = 0, ...rest] = text.split(".").map(Number);
  const bytes = rest.flatMap((arc) => {
    const groups = [arc & 0x7f];
    for (let left = arc >>> 7; left > 0; left >>>= 7) groups.unshift((left & 0x7f) | 0x80);
    return groups;
  });
  return element(0x06, Buffer.from([first * 40 + second, ...bytes]));
}

/** RFC 5280 and RFC 5758. */
const ECDSA_SHA256 = sequence(identifier("1.2.840.10045.4.3.2"));
const COMMON_NAME = identifier("2.5.4.3");
const ALTERNATIVE_NAMES = identifier("2.5.29.17");
const EXTENDED_USAGE = identifier("2.5.29.37");
const SERVER = identifier("1.3.6.1.5.5.7.3.1");
const LOOPBACKS = [Buffer.from([127, 0, 0, 1]), Buffer.concat([Buffer.alloc(15), Buffer.from([1])])];

const extension = (name: Buffer, value: Buffer): Buffer => sequence(name, octets(value));

const alternatives = (hosts: readonly string[]): Buffer =>
  sequence(...hosts.map((host) => element(0x82, Buffer.from(host))), ...LOOPBACKS.map((each) => element(0x87, each)));

/** A certificate for these hosts and for this machine, signed by itself: whoever is to believe it must be given it. */
export function selfSigned(hosts: readonly string[], nowMs: number): Identity {
  const { privateKey } = generateKeyPairSync("ec", { namedCurve: "P-256" });
  const name = sequence(element(0x31, sequence(COMMON_NAME, element(0x0c, Buffer.from("evenkeel exchange")))));
  const serial = randomBytes(16);
  // A positive integer without a leading zero.
  serial[0] = ((serial[0] ?? 0) & 0x7f) | 0x40;
  const toBeSigned = sequence(
    tagged(0, element(0x02, Buffer.from([2]))),
    element(0x02, serial),
    ECDSA_SHA256,
    name,
    sequence(utc(nowMs - DAY_MS), utc(nowMs + LIFE_DAYS * DAY_MS)),
    name,
    publicPart(privateKey),
    tagged(3, sequence(extension(ALTERNATIVE_NAMES, alternatives(hosts)), extension(EXTENDED_USAGE, sequence(SERVER)))),
  );
  const whole = sequence(toBeSigned, ECDSA_SHA256, bits(sign("sha256", toBeSigned, privateKey)));
  return { cert: pem(whole), key: privateKey.export({ type: "pkcs8", format: "pem" }).toString() };
}

const publicPart = (key: KeyObject): Buffer => createPublicKey(key).export({ type: "spki", format: "der" });

const pem = (bytes: Buffer): string =>
  `-----BEGIN CERTIFICATE-----\n${bytes
    .toString("base64")
    .replaceAll(/(.{64})/g, "$1\n")
    .trimEnd()}\n-----END CERTIFICATE-----\n`;
