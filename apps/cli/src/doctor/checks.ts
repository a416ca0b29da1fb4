import { VENUES, type VenueName } from "@evenkeel/config/venues";
import { findEmbedded } from "@evenkeel/store/embedded";
import { openDatabase, verifyAudit } from "@evenkeel/store/history";
import { inspectDatabase } from "@evenkeel/store/migrate";
import { timescaleRequired } from "../env.ts";
import { findDatabase } from "../find-database.ts";
import { Problem } from "../problem.ts";
import { type Folders, readWorld } from "../up/installation.ts";
import type { Addresses } from "../up/lock.ts";
import { isAnswering } from "../up/ready.ts";
import { judgeAnswer } from "./answers.ts";
import { askDashboard, askEngine, askExchange, askVenue, reasonOf } from "./ask.ts";
import { judgeChromium } from "./chromium.ts";
import { judgeOffset, judgePace } from "./clock.ts";
import { judgeAudit, judgeDatabase } from "./database.ts";
import { checkDrills } from "./drills.ts";
import { type Finding, fail } from "./finding.ts";
import { judgeDisk, judgeFolder } from "./folder.ts";
import {
  lookAtFolder,
  lookAtPace,
  lookAtSecrets,
  lookAtVersions,
  lookForChromium,
  releaseHere,
  standingPart,
} from "./look.ts";
import { checkKeys } from "./permissions.ts";
import { judgePorts } from "./ports.ts";
import { judgeSecrets } from "./secrets.ts";
import { judgeVenue, type VenueAsked } from "./venue.ts";
import { judgeVersions } from "./versions.ts";

export type Check = {
  /** "the database": what is looked at. */
  readonly name: string;
  readonly run: () => Promise<readonly Finding[]>;
};

export type Ports = Omit<Addresses, "address"> & { readonly webPort: number };

export type Patient = {
  readonly folders: Folders;
  readonly running: Addresses | null;
  readonly ports: Ports;
  /** With a database of the owner's own there is no port of ours for it. */
  readonly ownDatabase: boolean;
  /** Whether the real venues may be asked too. */
  readonly askVenues: boolean;
};

/** Where a venue tells its time to anybody. */
const CLOCKS: Readonly<Record<VenueName, string>> = { binance: "/api/v3/time", bybit: "/v5/market/time" };

const REAL_VENUES: readonly VenueAsked[] = [
  { id: "venue/binance-spot", name: "Binance spot", url: "https://api.binance.com/api/v3/time", simulated: false },
  {
    id: "venue/binance-futures",
    name: "Binance futures",
    url: "https://fapi.binance.com/fapi/v1/time",
    simulated: false,
  },
  { id: "venue/bybit", name: "Bybit", url: `https://api.bybit.com${CLOCKS.bybit}`, simulated: false },
];

const simulatedVenues = (port: number, { root }: Folders): readonly VenueAsked[] =>
  VENUES.filter((venue) => (readWorld({ root })?.venues ?? "binance").split(",").includes(venue)).map((venue) => ({
    id: `venue/simulated-${venue}`,
    name: `The simulated ${venue}`,
    url: `http://localhost:${port}${CLOCKS[venue]}`,
    simulated: true,
  }));

const uid = (): number => process.getuid?.() ?? -1;

export function checksOf(patient: Patient): readonly Check[] {
  const { running } = patient;
  const asked = [
    ...(running === null ? [] : simulatedVenues(running.exchangePort, patient.folders)),
    ...(patient.askVenues ? REAL_VENUES : []),
  ];
  return [
    { name: "versions", run: async () => judgeVersions(lookAtVersions()) },
    { name: "ports", run: () => checkPorts(patient) },
    { name: "the data folder", run: async () => checkFolders(patient.folders) },
    { name: "secret files", run: async () => judgeSecrets(lookAtSecrets(patient.folders), uid()) },
    { name: "the clock", run: async () => [judgePace(await lookAtPace())] },
    ...(running === null && !patient.ownDatabase
      ? []
      : [{ name: "the database", run: () => checkDatabase(patient.folders.root) }]),
    ...asked.map((venue) => ({ name: venue.name, run: () => checkVenue(venue) })),
    ...(running === null ? [] : runningChecks(running, patient.folders.root)),
    { name: "Chromium", run: async () => [judgeChromium(lookForChromium())] },
  ];
}

const runningChecks = (running: Addresses, data: string): readonly Check[] => [
  {
    name: "the exchange",
    run: async () => [judgeAnswer("exchange", "exchange.log", await askExchange(running.exchangePort), releaseHere())],
  },
  {
    name: "the engine",
    run: async () => [judgeAnswer("engine", "engine.log", await askEngine(running.enginePort), releaseHere())],
  },
  {
    name: "the dashboard",
    run: async () => [judgeAnswer("dashboard", "web.log", await askDashboard(running.address), releaseHere())],
  },
  { name: "the venue's keys", run: () => checkKeys(data) },
  { name: "the go-live drills", run: () => checkDrills(data) },
];

async function checkPorts({ folders, running, ports, ownDatabase }: Patient): Promise<readonly Finding[]> {
  const named = [
    { name: "dashboard", option: "port", port: ports.webPort },
    { name: "engine", option: "engine-port", port: ports.enginePort },
    { name: "exchange", option: "exchange-port", port: ports.exchangePort },
    ...(ownDatabase ? [] : [{ name: "database", option: "database-port", port: ports.databasePort }]),
  ];
  const left = running === null ? await findEmbedded(folders.database) : null;
  const ourPort = left?.ok === true && left.value !== null ? Number(new URL(left.value).port) : null;
  const asked = await Promise.all(
    named.map(async (each) => ({ ...each, answers: await isAnswering(each.port), ours: each.port === ourPort })),
  );
  return judgePorts(asked, running !== null);
}

function checkFolders({ root, database }: Folders): readonly Finding[] {
  const disks = [root, database].map(standingPart).map(lookAtFolder);
  return [judgeFolder(lookAtFolder(root), uid()), ...judgeDisk(disks.filter((disk) => disk !== null))];
}

async function checkDatabase(data: string): Promise<readonly Finding[]> {
  try {
    const url = await findDatabase(data);
    const facts = judgeDatabase({ ...(await inspectDatabase(url)), timescaleRequired: timescaleRequired() });
    const { client, close } = openDatabase(url, 1);
    try {
      const verdict = await verifyAudit(client);
      return [...facts, judgeAudit(verdict)];
    } finally {
      await close();
    }
  } catch (error) {
    const text = error instanceof Problem ? error.message : `The database does not answer (${reasonOf(error)}).`;
    return [
      fail("database", text, "See database/postgres.log in the data folder, or look whether DATABASE_URL is right."),
    ];
  }
}

async function checkVenue(venue: VenueAsked): Promise<readonly Finding[]> {
  const answer = await askVenue(venue.url);
  const offset = answer.kind === "answered" ? answer.offsetMs : null;
  const clock = offset === null ? [] : [judgeOffset(`clock/${venue.id.replace("venue/", "")}`, offset, venue.name)];
  return [judgeVenue(venue, answer), ...clock];
}
