import { createHash, randomUUID } from "node:crypto";
import { type KekSettings, type KekStore, open, openKekStore, seal } from "@evenkeel/config/seal";
import {
  type Environment,
  loadVenues,
  sealedAs as sealedInFile,
  type VenueEntry,
  type VenueName,
} from "@evenkeel/config/venues";
import type { AuditEntry, Author } from "@evenkeel/core/events";
import { err, ok, type Result } from "@evenkeel/core/units";
import type { NewVenueKey, Standing, VenueKey, VenueKeys } from "@evenkeel/store/venue-keys";
import { type Credentials, hintOf, openCredentials, plainOf, sealedAs } from "./credentials.ts";
import { permissionsOf, refusalOf } from "./notices.ts";

export type Probe = (credentials: Credentials) => Promise<Result<Standing, string>>;

export type VenueToOpen = {
  readonly venue: VenueName;
  /** The account the simulated exchange printed; `null` at a real venue. */
  readonly simulated: Credentials | null;
  readonly probe: Probe;
};

export type OpenOptions = {
  readonly keys: VenueKeys;
  readonly kek: KekSettings;
  readonly venues: readonly VenueToOpen[];
  readonly environment: Environment;
  readonly configPath: string | null;
  /** Pairs are open: whoever refuses to start leaves them alone. */
  readonly guards: boolean;
  readonly nowMs: () => number;
};

/** The key this run trades with at one venue. */
export type RunningKey = { readonly venue: VenueName; readonly key: VenueKey; readonly credentials: Credentials };

export type OpenedKeys = {
  readonly kekStore: KekStore;
  /** One for each venue that has a key, in the order they were asked for. */
  readonly running: readonly RunningKey[];
  /** For the audit, as soon as there is one to write to. */
  readonly audits: readonly AuditEntry[];
  /** What went wrong without keeping the engine from its open pairs. */
  readonly warnings: readonly string[];
};

const FILE_AUTHOR: Author = { kind: "owner", id: "configuration file", role: "admin" };
const SYSTEM_AUTHOR: Author = { kind: "system", id: "engine", role: "admin" };
const LABEL_OF_SIMULATED = "simulated account";

/** Which keys this run trades with. Decided once, here: no key is ever changed under a running engine. */
export async function openVenueKeys(options: OpenOptions): Promise<Result<OpenedKeys, string>> {
  const { keys } = options;
  const rows = await keys.list();
  const opened = await openKekStore(
    options.kek,
    rows.flatMap(({ sealed }) => sealed ?? []),
  );
  if (!opened.ok) return opened;
  const kekStore = opened.value;
  await settlePending(options);
  const entries = await loadVenues(options.configPath);
  // A slip in the file never keeps an engine from the pairs it guards on a key it has; a bare secret does where none is.
  if (!entries.ok && entries.error.code === "plaintext-secret" && !options.guards) return err(entries.error.message);

  const warnings: string[] = entries.ok ? [] : [entries.error.message];
  const running: RunningKey[] = [];
  const audits: AuditEntry[] = [];
  for (const venue of options.venues) {
    const context = { ...options, ...venue, kekStore };
    const found = await openVenueKey(context, entries.ok ? entries.value : [], warnings);
    if (!found.ok) {
      warnings.push(found.error);
      continue;
    }
    running.push(found.value);
    if (!(await keys.isAudited(found.value.key.id))) audits.push(auditOfStart(found.value.key));
  }
  // One venue without a key leaves the pairs of the others guarded; without any there is nothing to guard with.
  if (running.length === 0) return err(warnings.join(" "));
  return ok({ kekStore, running, audits, warnings });
}

async function openVenueKey(
  context: Context,
  entries: readonly VenueEntry[],
  warnings: string[],
): Promise<Result<RunningKey, string>> {
  const { keys, venue, environment, kekStore } = context;
  const entry = entries.find((each) => each.venue === venue && each.environment === environment);
  if (entry !== undefined) {
    const imported = await importEntry(context, entry);
    if (!imported.ok) warnings.push(imported.error);
  }
  if (context.simulated !== null) {
    const taken = await takeSimulated(context, context.simulated);
    if (!taken.ok) return taken;
  }
  const key = await keys.findActive(venue, environment);
  if (key === null)
    return err(`There is no key for ${venue} ${environment}: name one in the configuration file (docs/venue-keys.md).`);
  const credentials = openCredentials(key, kekStore.keyring());
  return credentials.ok ? ok({ venue, key, credentials: credentials.value }) : credentials;
}

/** What a dying engine left half done: with its audit it is finished, without it never happened. */
async function settlePending({ keys, nowMs }: OpenOptions): Promise<void> {
  for (const { key, audited } of await keys.listPending()) {
    if (!audited || (await keys.activate(key.id, nowMs())) !== "active") await keys.discardPending(key.id);
  }
}

type Context = OpenOptions & VenueToOpen & { readonly kekStore: KekStore };

/** Puts a key in use before anything runs on one; its audit follows with the first events of this run. */
async function store(
  context: Context,
  named: Pick<NewVenueKey, "id" | "label" | "replaces" | "standing">,
  author: Author,
  credentials: Credentials,
): Promise<Result<void, string>> {
  const { keys, venue, environment, kekStore, nowMs } = context;
  const as = { id: named.id, venue, environment, label: named.label };
  const sealed = seal(plainOf(credentials), sealedAs(as), kekStore.primary());
  if (!sealed.ok) return err(sealed.error.message);
  const addedAtMs = nowMs();
  await keys.addPending({
    ...named,
    venue,
    environment,
    sealed: sealed.value,
    hint: hintOf(credentials.apiKey),
    author: { kind: author.kind, id: author.id },
    addedAtMs,
    probedAtMs: named.standing === null ? null : addedAtMs,
  });
  const outcome = await keys.activate(named.id, addedAtMs);
  return outcome === "active" ? ok(undefined) : err(`The key "${named.label}" could not be put in use (${outcome}).`);
}

/** A sealed entry is taken in once, by its sealed text; whatever became of that key since is not undone by the file. */
async function importEntry(context: Context, entry: VenueEntry): Promise<Result<void, string>> {
  const { keys, kekStore, venue, environment, nowMs } = context;
  const id = `file-${createHash("sha256").update(`${entry.apiKey} ${entry.secret}`).digest("hex").slice(0, 40)}`;
  if ((await keys.find(id)) !== null) return ok(undefined);
  const refuse = (why: string): Result<never, string> =>
    err(`The key "${entry.label}" of the configuration file is not taken: ${why}`);
  const keyring = kekStore.keyring();
  const apiKey = open(entry.apiKey, sealedInFile(entry, "apiKey"), keyring);
  const secret = open(entry.secret, sealedInFile(entry, "secret"), keyring);
  if (!apiKey.ok) return refuse(apiKey.error.message);
  if (!secret.ok) return refuse(secret.error.message);
  const credentials = { apiKey: apiKey.value.reveal(), secret: secret.value.reveal() };
  const present = await keys.findActive(venue, environment);
  const probed = await context.probe(credentials);
  if (!probed.ok) return refuse(probed.error);
  const unfit = refusalOf(probed.value, nowMs());
  if (unfit !== null) return refuse(unfit.text);
  const account = present?.standing?.accountId ?? null;
  if (account !== null && account !== probed.value.accountId)
    return refuse(`it belongs to account ${probed.value.accountId}, and the books are about account ${account}.`);
  const named = { id, label: entry.label, replaces: present?.id ?? null, standing: probed.value };
  return store(context, named, FILE_AUTHOR, credentials);
}

/** The exchange's own account is the key of a simulation until its owner names another. */
async function takeSimulated(context: Context, printed: Credentials): Promise<Result<void, string>> {
  const { keys, venue, environment, kekStore } = context;
  const present = await keys.findActive(venue, environment);
  if (present !== null) {
    if (present.author.kind !== "system") return ok(undefined);
    const known = openCredentials(present, kekStore.keyring());
    if (!known.ok) return known;
    if (known.value.apiKey === printed.apiKey && known.value.secret === printed.secret) return ok(undefined);
  }
  const named = { id: `sim-${randomUUID()}`, label: LABEL_OF_SIMULATED, replaces: present?.id ?? null, standing: null };
  return store(context, named, SYSTEM_AUTHOR, printed);
}

function auditOfStart(key: VenueKey): AuditEntry {
  const author = key.author.kind === "system" ? SYSTEM_AUTHOR : FILE_AUTHOR;
  return auditOf(key, key.replaces === null ? "venue-key-added" : "venue-key-replaced", author);
}

/** What the audit says of a key: names, never the key. */
export const auditOf = (
  key: Pick<VenueKey, "id" | "venue" | "environment" | "label" | "hint" | "replaces" | "standing">,
  action: string,
  author: Author,
): AuditEntry => ({
  subject: key.id,
  action,
  author,
  detail: {
    venue: key.venue,
    environment: key.environment,
    label: key.label,
    hint: key.hint,
    replaces: key.replaces,
    permissions: permissionsOf(key.standing),
    account: key.standing?.accountId ?? null,
    ipRestricted: key.standing?.ipRestricted ?? null,
  },
});
