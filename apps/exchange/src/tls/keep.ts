import { X509Certificate } from "node:crypto";
import { mkdir, mkdtemp, readFile, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type Identity, selfSigned } from "./certificate.ts";

const DAY_MS = 86_400_000;

export interface KeptIdentity extends Identity {
  /** Where the certificate lies, for clients that are to believe it. */
  readonly file: string;
}

/** The certificate of a data directory, made at the first start and again a month before it ends. */
export async function keepIdentity(dataDirectory: string | null, hosts: readonly string[]): Promise<KeptIdentity> {
  const directory =
    dataDirectory === null ? await mkdtemp(join(tmpdir(), "evenkeel-exchange-")) : join(dataDirectory, "tls");
  await mkdir(directory, { recursive: true, mode: 0o700 });
  const file = join(directory, "certificate.pem");
  const keyFile = join(directory, "key.pem");
  const kept = await readIdentity(file, keyFile).catch(() => null);
  if (kept !== null && serves(kept, hosts)) return { ...kept, file };
  const made = selfSigned(hosts, Date.now());
  await writeFile(keyFile, made.key, { mode: 0o600 });
  await writeFile(file, made.cert);
  return { ...made, file };
}

const readIdentity = async (certFile: string, keyFile: string): Promise<Identity> => ({
  cert: await readFile(certFile, "utf8"),
  key: await readFile(keyFile, "utf8"),
});

function serves({ cert }: Identity, hosts: readonly string[]): boolean {
  const read = new X509Certificate(cert);
  return (
    read.validToDate.getTime() > Date.now() + 30 * DAY_MS && hosts.every((host) => read.checkHost(host) !== undefined)
  );
}
