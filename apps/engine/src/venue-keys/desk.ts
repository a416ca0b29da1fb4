import type {
  CommandAuthor,
  GivenVenueKey,
  VenueKeyDesk,
  VenueKeyOutcome,
  VenueKeyRefusal,
  VenueKeyView,
} from "@evenkeel/api/engine";
import { type KekStore, type KekTarget, rewrap, Secret, seal } from "@evenkeel/config/seal";
import { type Environment, venueLabelSchema } from "@evenkeel/config/venues";
import type { AuditEntry } from "@evenkeel/core/events";
import { err, type Result } from "@evenkeel/core/units";
import type { NewVenueKey, Standing, VenueKey, VenueKeys } from "@evenkeel/store/venue-keys";
import { pairsInWords } from "../view/words.ts";
import { type Credentials, hintOf, openCredentials, plainOf, sealedAs } from "./credentials.ts";
import { noticesOf, refusalOf } from "./notices.ts";
import { auditOf, type Probe } from "./open.ts";
import { viewVenueKey } from "./view.ts";

/** Orders at the desk that may wait for the one under way; one more is told to come again. */
const WAITING_MAX = 8;
const AT_THE_NEXT_START = "It takes effect when the engine starts again; until then the present one is used.";

/** A venue this engine trades at. */
export type DeskVenue = {
  /** `null`: this run has none there. */
  readonly runningId: string | null;
  /** Asks the venue with credentials nothing runs on. */
  readonly probe: Probe;
  /** Asks it with the engine's own. */
  readonly probeRunning: () => Promise<Result<Standing, string>>;
  /** Open pairs with a leg there. */
  readonly openPairs: () => number;
};

export type DeskOptions = {
  readonly keys: VenueKeys;
  readonly kekStore: KekStore;
  readonly venues: ReadonlyMap<string, DeskVenue>;
  readonly environment: Environment;
  readonly note: (audit: AuditEntry) => Promise<void>;
  /** What a user's id reads like; the id itself where nobody knows it any more. */
  readonly nameOf: (userId: string) => Promise<string>;
  /** From here on no line of the log shows these. */
  readonly hide: (credentials: Credentials) => void;
  readonly nowMs: () => number;
};

const refuse = (code: string, text: string): VenueKeyRefusal => ({ kind: "refused", code, text });
const notFound = refuse("not-found", "There is no such key.");

export function createVenueKeyDesk(options: DeskOptions): VenueKeyDesk {
  const { keys, kekStore, venues, environment, note, nowMs } = options;
  const inTurn = createTurns();
  const isRunning = ({ id, venue }: VenueKey): boolean => venues.get(venue)?.runningId === id;
  const view = async (key: VenueKey): Promise<VenueKeyView> => {
    const { kind, id } = key.author;
    const name = kind === "user" ? await options.nameOf(id) : id;
    return viewVenueKey(key, { isRunning: isRunning(key), name, nowMs: nowMs() });
  };
  const done = async (id: string, text: string): Promise<VenueKeyOutcome> => {
    const key = await keys.find(id);
    return key === null ? notFound : { kind: "done", key: await view(key), text };
  };

  /** The account the books are about, by the newest key that knows it. */
  const accountOfBooks = async (venue: string): Promise<string | null> => {
    const known = (await keys.list()).filter((key) => key.venue === venue && key.environment === environment);
    const [first] = known.flatMap(({ standing, state }) =>
      standing === null || state === "pending" ? [] : [standing.accountId],
    );
    return first ?? null;
  };

  const admit = async (
    given: GivenVenueKey,
    replaces: VenueKey | null,
    author: CommandAuthor,
  ): Promise<VenueKeyOutcome> => {
    const { venue } = given;
    const there = venues.get(venue);
    if (there === undefined) return refuse("venue", `This engine trades at ${[...venues.keys()].join(" and ")} only.`);
    const credentials = { apiKey: given.apiKey, secret: given.secret };
    options.hide(credentials);
    const label = venueLabelSchema.safeParse(given.label);
    if (!label.success) return refuse("label", "A label has 1 to 64 letters, digits, signs and spaces.");
    const named = { id: given.id, venue, environment, label: label.data, hint: hintOf(given.apiKey) };
    const probed = await there.probe(credentials);
    const standing = probed.ok ? probed.value : null;
    const account = await accountOfBooks(venue);
    const refusal = probed.ok ? unfit(probed.value, account, nowMs()) : refuse("probe-failed", probed.error);
    const described = { ...named, replaces: replaces?.id ?? null, standing };
    if (refusal !== null || standing === null) {
      const why = refusal ?? refuse("probe-failed", "The venue did not say what this key may do.");
      const audit = auditOf(described, "venue-key-refused", author);
      await note({ ...audit, detail: { ...audit.detail, code: why.code } });
      return why;
    }
    const sealed = seal(plainOf(credentials), sealedAs(named), kekStore.primary());
    if (!sealed.ok) return refuse(sealed.error.code, sealed.error.message);
    const { kind, id } = author;
    const times = { addedAtMs: nowMs(), probedAtMs: nowMs() };
    const key: NewVenueKey = { ...described, ...times, sealed: sealed.value, author: { kind, id } };
    await keys.addPending(key);
    await note(auditOf(key, replaces === null ? "venue-key-added" : "venue-key-replaced", author));
    const outcome = await keys.activate(given.id, nowMs());
    if (outcome !== "active") return refuse("occupied", "Another key came in between; look at the list again.");
    return done(given.id, `Sealed and stored. ${AT_THE_NEXT_START}`);
  };

  /** What an id did before is answered again and not done again. */
  const again = async (given: GivenVenueKey): Promise<VenueKeyOutcome | null> => {
    const known = await keys.find(given.id);
    if (known === null) return null;
    if (known.hint !== hintOf(given.apiKey) || known.label !== given.label)
      return refuse("id-reused", "This id already belongs to another key.");
    return { kind: "done", key: await view(known), text: `Stored before. ${AT_THE_NEXT_START}` };
  };

  const probeOf = async (key: VenueKey): Promise<Result<Standing, string>> => {
    const there = venues.get(key.venue);
    if (there === undefined) return err(`This engine does not trade at ${key.venue}.`);
    if (isRunning(key)) return there.probeRunning();
    const credentials = openCredentials(key, kekStore.keyring());
    return credentials.ok ? there.probe(credentials.value) : credentials;
  };

  return {
    async list() {
      const { kind, fingerprint } = kekStore.primary();
      const rows = (await keys.list()).filter(({ state }) => state !== "pending");
      return {
        environment,
        venues: [...venues.keys()],
        keys: await Promise.all(rows.map(view)),
        sealedWith: { kind, fingerprint },
      };
    },

    add: (given, author) =>
      inTurn(async () => {
        const known = await again(given);
        if (known !== null) return known;
        const present = await keys.findActive(given.venue, environment);
        if (present !== null)
          return refuse(
            "occupied",
            `"${present.label}" (…${present.hint}) is the key of ${given.venue}: replace it instead.`,
          );
        return admit(given, null, author);
      }),

    replace: (id, given, author) =>
      inTurn(async () => {
        const known = await again(given);
        if (known !== null) return known;
        const present = await keys.find(id);
        if (present === null) return notFound;
        if (present.state !== "active" || given.venue !== present.venue)
          return refuse("not-active", "Only the key that is in use, or comes next, can be replaced.");
        return admit(given, present, author);
      }),

    probe: (id, author) =>
      inTurn(async () => {
        const key = await keys.find(id);
        if (key === null || key.state === "pending") return notFound;
        const probed = await probeOf(key);
        if (!probed.ok) return refuse("probe-failed", probed.error);
        await keys.saveProbe(id, probed.value, nowMs());
        await note(auditOf({ ...key, standing: probed.value }, "venue-key-probed", author));
        const [worst] = noticesOf(probed.value, nowMs());
        return done(id, worst?.text ?? "It may trade and nothing else.");
      }),

    retire: (id, author) =>
      inTurn(async () => {
        const key = await keys.find(id);
        if (key === null || key.state === "pending") return notFound;
        if (key.state === "retired") return done(id, "It was retired before.");
        const pairs = venues.get(key.venue)?.openPairs() ?? 0;
        // Whichever it is: without it the next start has none, and nobody guards what is open.
        if (pairs > 0)
          return refuse(
            "pairs-open",
            `${pairsInWords(pairs)} ${pairs === 1 ? "is" : "are"} open, and the next start needs this key: flatten first, or replace it with another key of the same account.`,
          );
        await note(auditOf(key, "venue-key-retired", author));
        await keys.retire(id, nowMs());
        const stays = "The running engine keeps it until it starts again, and then needs another.";
        return done(id, isRunning(key) ? `Retired. ${stays}` : "Retired.");
      }),

    rotateKek: (to, author) =>
      inTurn(async () => {
        const target: KekTarget =
          to.kind === "passphrase" ? { kind: to.kind, passphrase: new Secret(to.passphrase) } : to;
        const old = kekStore.primary().fingerprint;
        const rotated = await kekStore.rotate(target, (kek) =>
          keys.rewrapAll((key) => {
            const again = rewrap(key.sealed, sealedAs(key), kekStore.keyring(), kek);
            if (!again.ok)
              throw new Error(`the key ${key.id} does not open (${again.error.code}): nothing was changed`);
            return again.value;
          }),
        );
        if (!rotated.ok) return refuse(rotated.error.code, rotated.error.message);
        const { fingerprint } = kekStore.primary();
        const detail = { from: old, to: fingerprint, kind: to.kind, keys: rotated.value };
        await note({ subject: "venue-keys", action: "kek-rotated", author, detail });
        return {
          kind: "done",
          count: rotated.value,
          text: `${rotated.value} sealed anew (${to.kind}-${fingerprint}).`,
        };
      }),
  };
}

function unfit(standing: Standing, account: string | null, nowMs: number): VenueKeyRefusal | null {
  const notice = refusalOf(standing, nowMs);
  if (notice !== null) return refuse(notice.code, notice.text);
  if (account === null || account === standing.accountId) return null;
  const text = `This key is of account ${standing.accountId}; the books here are about account ${account}. Use a key of that account, or another installation.`;
  return refuse("another-account", text);
}

/** One order at a time: each decides on what the one before left. */
function createTurns(): <T>(work: () => Promise<T>) => Promise<T | VenueKeyRefusal> {
  let waiting = 0;
  let last: Promise<unknown> = Promise.resolve();
  return async (work) => {
    if (waiting >= WAITING_MAX) return refuse("busy", "Too many changes at once; ask again.");
    waiting += 1;
    const turn = last.then(work, work);
    last = turn.catch(() => undefined);
    return turn.finally(() => {
      waiting -= 1;
    });
  };
}
