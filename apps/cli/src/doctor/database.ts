import { type Finding, fail, warn, well } from "./finding.ts";

export type DatabaseFacts = {
  readonly version: string;
  /** Migrations of this release that are not applied yet. */
  readonly pending: readonly string[];
  /** How many were applied that this release does not know. */
  readonly unknown: number;
  readonly timescale: string | null;
  readonly timescaleObstacle: string | null;
  readonly timescaleRequired: boolean;
};

export type AuditFacts = { readonly rows: number } | { readonly position: number; readonly problem: string };

export function judgeDatabase(facts: DatabaseFacts): Finding[] {
  return [well("database", `PostgreSQL ${facts.version} answers.`), judgeMigrations(facts), judgeTimescale(facts)];
}

function judgeMigrations({ pending, unknown }: DatabaseFacts): Finding {
  const id = "migrations";
  if (unknown > 0)
    return fail(
      id,
      `The tables have ${unknown} ${unknown === 1 ? "change" : "changes"} that this release does not know.`,
      "Run the release that made them, or a newer one.",
    );
  if (pending.length > 0)
    return warn(id, `The tables lack ${pending.join(", ")}.`, "Start Evenkeel again; every start brings them up.");
  return well(id, "The tables are this release's.");
}

function judgeTimescale({ timescale, timescaleObstacle, timescaleRequired }: DatabaseFacts): Finding {
  const id = "timescale";
  if (timescale !== null) return well(id, `TimescaleDB ${timescale} keeps market data.`);
  const why = timescaleObstacle === null ? "" : `: ${timescaleObstacle}`;
  return timescaleRequired
    ? fail(id, `REQUIRE_TIMESCALE is set and this database cannot use TimescaleDB${why}.`, "Mend that, or unset it.")
    : well(id, `Plain tables keep market data, with more disk than TimescaleDB would${why}.`);
}

export function judgeAudit(facts: AuditFacts): Finding {
  return "rows" in facts
    ? well("audit", `The audit trail is whole: ${facts.rows} rows, each chained to the one before.`)
    : fail(
        "audit",
        `The audit trail is broken at row ${facts.position}: ${facts.problem}.`,
        "Somebody changed the database by hand. Keep a copy of it and compare with a backup.",
      );
}
