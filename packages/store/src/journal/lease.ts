import { invariant } from "@evenkeel/core/units";
import { connect, type Writer } from "../database/connect.ts";

/** Who asks for the lease. */
export type Claimant = {
  /** The data folder it works in. */
  readonly holder: string;
  readonly process: string;
  readonly machine: string;
  readonly leaseMs: number;
};

/** What the database says of the lease. */
export type LeaseSeen = Claimant & {
  readonly epoch: number;
  readonly beat: number;
  /** Its owner knows that somebody stands by, and sends nothing once the lease has run out. */
  readonly shared: boolean;
  readonly released: boolean;
  /** For people: how long the database has not heard of its owner, by its own clock. */
  readonly silentMs: number;
};

export type Renewal = { readonly standby: string | null; readonly standbyPolls: number };

export type Lease = {
  /** One higher than that of any engine before. */
  readonly epoch: number;
  /** Since this epoch no other data folder has worked on the database. */
  readonly holderSince: number;
  /** `null`: another engine has the lease. Rejects while the database does not answer. */
  readonly renew: (shared: boolean) => Promise<Renewal | null>;
  /** The next one need not wait. */
  readonly release: () => Promise<void>;
};

export type LeaseDesk = {
  readonly look: () => Promise<LeaseSeen>;
  /** Looks, and says that somebody stands by. */
  readonly announce: (machine: string) => Promise<LeaseSeen>;
  /** `null`: it has moved since it was seen. */
  readonly take: (seen: LeaseSeen, claimant: Claimant) => Promise<Lease | null>;
  readonly close: () => Promise<void>;
};

/** A connection that takes longer may be dead without a word: the next question gets a new one. */
const ANSWER_MS_MAX = 3_000;

type Row = {
  readonly epoch: string;
  readonly holder: string;
  readonly process: string;
  readonly machine: string;
  readonly beat: string;
  readonly lease_ms: number;
  readonly shared: boolean;
  readonly released: boolean;
  readonly silent_ms: number;
};

function seenIn(rows: readonly Row[]): LeaseSeen {
  const [row] = rows;
  invariant(row !== undefined, "the lease needs an installation");
  const { holder, process, machine, shared, released } = row;
  const numbers = { epoch: Number(row.epoch), beat: Number(row.beat), leaseMs: row.lease_ms, silentMs: row.silent_ms };
  return { holder, process, machine, shared, released, ...numbers };
}

const COLUMNS = `epoch, holder, process, machine, beat, lease_ms, shared, released,
  (extract(epoch from clock_timestamp() - renewed_at) * 1000)::float8 as silent_ms`;

/** Call after `openInstallation`. */
export function openLeaseDesk(url: string): LeaseDesk {
  let sql = connect(url, 1);

  const ask = async <T>(question: (connection: Writer) => Promise<T>): Promise<T> => {
    const asked = sql;
    let timer: NodeJS.Timeout | undefined;
    const late = new Promise<never>((_, reject) => {
      timer = setTimeout(() => {
        sql = connect(url, 1);
        void asked.end({ timeout: 0 });
        reject(new Error(`the database did not answer within ${ANSWER_MS_MAX} ms`));
      }, ANSWER_MS_MAX);
    });
    try {
      return await Promise.race([question(asked), late]);
    } finally {
      clearTimeout(timer);
    }
  };

  const take: LeaseDesk["take"] = async (seen, { holder, process, machine, leaseMs }) => {
    // The first part waits for a renewal under way and then finds the beat moved; the second waits for every commit
    // under way, and no later one passes its check.
    const [row] = await ask(
      (connection) => connection<{ epoch: string; since: string }[]>`
        with taken as (
          update leases set
            epoch = epoch + 1, beat = beat + 1, holder = ${holder}, process = ${process}, machine = ${machine},
            holder_since = case when holder = ${holder} then holder_since else epoch + 1 end,
            lease_ms = ${leaseMs}, shared = false, released = false, standby = null, renewed_at = clock_timestamp()
          where id = 1 and beat = ${seen.beat}
          returning epoch, holder_since)
        update installation set lease_epoch = taken.epoch from taken where id = 1
        returning lease_epoch as epoch, taken.holder_since as since`,
    );
    if (row === undefined) return null;
    const epoch = Number(row.epoch);
    return {
      epoch,
      holderSince: Number(row.since),
      async renew(shared) {
        const [renewed] = await ask(
          (connection) => connection<{ standby: string | null; polls: string }[]>`
            update leases set beat = beat + 1, shared = ${shared}, renewed_at = clock_timestamp()
            where id = 1 and epoch = ${epoch} returning standby, standby_polls as polls`,
        );
        return renewed === undefined ? null : { standby: renewed.standby, standbyPolls: Number(renewed.polls) };
      },
      release: () =>
        ask(async (connection) => {
          await connection`update leases set beat = beat + 1, released = true where id = 1 and epoch = ${epoch}`;
        }),
    };
  };

  return {
    look: async () => seenIn(await ask((connection) => connection.unsafe<Row[]>(`select ${COLUMNS} from leases`))),
    announce: async (machine) =>
      seenIn(
        await ask((connection) =>
          connection.unsafe<Row[]>(
            `update leases set standby = $1, standby_polls = standby_polls + 1 where id = 1 returning ${COLUMNS}`,
            [machine],
          ),
        ),
      ),
    take,
    close: () => sql.end({ timeout: 2 }),
  };
}
