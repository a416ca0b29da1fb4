import { mkdirSync, mkdtempSync, readFileSync, renameSync, rmSync, statSync, utimesSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { ConfigOutcome, SubmittedCommand } from "@evenkeel/api/engine";
import { createState, type EngineState, step } from "@evenkeel/core/engine";
import { type Config, type ConfigPatch, DEFAULT_CONFIG, patchConfig } from "@evenkeel/core/events";
import { commandId } from "@evenkeel/core/ids";
import { venueTime, wallTime } from "@evenkeel/core/units";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { createConfigDesk } from "./desk.ts";
import { createOwnerFile, type OwnerFile } from "./owner-file.ts";

const NONCE = "abcd1234";
const OWNER = { kind: "owner", id: "ada", role: "admin" } as const;

let folder: string;
let path: string;
let state: EngineState;
let told: string[];
let authors: string[];
let file: OwnerFile;
let saves = 0;
let commands = 0;

const stamp = { venueTimeMs: venueTime(1), receivedAtMs: wallTime(1) };

async function submit({ id, reason, body }: SubmittedCommand, author: typeof OWNER): Promise<ConfigOutcome> {
  if (body.kind !== "change-config") throw new Error("not a change");
  authors.push(author.id);
  step(state, { kind: "command", command: { id: commandId(id), author, reason, body }, ...stamp });
  const done = {
    id,
    kind: body.kind,
    state: "done",
    atMs: 1,
    authorId: author.id,
    pairId: null,
    code: "configured",
    text: "",
  } as const;
  return { kind: "received", receipt: done };
}

const desk = () =>
  createConfigDesk({
    state,
    submit: submit as never,
    history: { find: async () => null, list: async () => [] },
    file: () => null,
  });

/** An engine's process: what it knows is what the state and the folder hold. */
function open(): OwnerFile {
  file = createOwnerFile({
    path,
    memory: join(folder, "config.agreed.json"),
    nonce: NONCE,
    running: () => state.config,
    change: desk().change,
    onRefused: (sentence) => told.push(sentence),
    log: { info: () => undefined, warn: () => undefined } as never,
  });
  return file;
}

/** As an editor saves: another file, renamed over the old one. */
function save(text: string): void {
  saves += 1;
  writeFileSync(`${path}.new`, text);
  utimesSync(`${path}.new`, saves, saves);
  renameSync(`${path}.new`, path);
}

/** Two looks see a text twice, and a third one what was written meanwhile. */
async function look(): Promise<void> {
  for (let times = 0; times < 3; times += 1) await file.look();
}

async function changeElsewhere(patch: ConfigPatch): Promise<void> {
  commands += 1;
  const asked = { id: `elsewhere-${commands}`, base: state.config.version, reason: "" };
  const outcome = await desk().change({ kind: "patch", patch }, asked, OWNER, true);
  expect(outcome.kind).toBe("received");
}

const text = (): string => readFileSync(path, "utf8");
const runs = (patch: ConfigPatch): void => {
  expect({ ...state.config, version: 1 }).toEqual(patchConfig(DEFAULT_CONFIG, patch));
};

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), "evenkeel-owner-file-"));
  path = join(folder, "config.yaml");
  state = createState();
  told = [];
  authors = [];
  save("# mine\nsize:\n  pairsMax: 3 # few\n");
  await open().begin();
});
afterEach(() => {
  file.stop();
  rmSync(folder, { recursive: true, force: true });
});

describe("an edit", () => {
  it("made before the start is a command of the file's own author", () => {
    runs({ size: { pairsMax: 3 } });
    expect(state.config.version).toBe(2);
    expect(authors).toEqual(["configuration file"]);
  });

  it("is taken when it stands still, once, and its text stays as it was written", async () => {
    const edited = "size:\n  pairsMax:   2\n# and\nentry: {holdDays: 7}\n";
    save(edited);
    await file.look();
    runs({ size: { pairsMax: 3 } });
    await look();
    runs({ size: { pairsMax: 2 }, entry: { holdDays: 7 } });
    expect([state.config.version, text()]).toEqual([3, edited]);
    await look();
    expect(state.config.version).toBe(3);
  });

  it("of comments alone is no change", async () => {
    save("# mine\n# yours\nsize:\n  pairsMax: 3\n");
    await look();
    expect([state.config.version, told]).toEqual([2, []]);
  });

  it.each([
    ["size:\n  pairsMax: 300\n", "size.pairsMax must be from 1 to 50; it is 300."],
    ["size: [\n", "The configuration file is not YAML (line 2, column 1)."],
    ["", "The configuration file is empty; a comment alone stands for the shipped values."],
    [
      "exit:\n  meanAnnualPercentMax: 30\n",
      "exit.meanAnnualPercentMax is 30: it must lie below entry.meanAnnualPercentMin (15), or every pair would be left as soon as it is entered.",
    ],
  ])("that cannot be taken changes nothing and is said once: %j", async (wrong, sentence) => {
    save(wrong);
    await look();
    await look();
    runs({ size: { pairsMax: 3 } });
    expect([told, file.state().problem, text()]).toEqual([[sentence], sentence, wrong]);
    save("size:\n  pairsMax: 4\n");
    await look();
    runs({ size: { pairsMax: 4 } });
    expect([told.length, file.state().problem]).toEqual([1, null]);
  });

  it("taken back is no problem any more", async () => {
    const good = text();
    save("size: nonsense\n");
    await look();
    expect(file.state().problem).not.toBeNull();
    save(good);
    await look();
    expect([file.state().problem, state.config.version]).toEqual([null, 2]);
  });

  it("of a text that lacks what was changed elsewhere leaves that as it is, and then has it", async () => {
    await changeElsewhere({ risk: { drawdownPercentMax: 2 } });
    save("size:\n  pairsMax: 2 # fewer\n");
    await look();
    runs({ size: { pairsMax: 2 }, risk: { drawdownPercentMax: 2 } });
    expect(text()).toBe("size:\n  pairsMax: 2 # fewer\nrisk:\n  drawdownPercentMax: 2\n");
  });
});

describe("a change made elsewhere", () => {
  it("is written into the file, around what stands there, private", async () => {
    await changeElsewhere({ size: { pairsMax: 4, leverage: 1, notionalEquityPercentMax: 30 } });
    await look();
    expect(text()).toBe("# mine\nsize:\n  pairsMax: 4 # few\n  leverage: 1\n  notionalEquityPercentMax: 30\n");
    expect(statSync(path).mode & 0o777).toBe(0o600);
    expect(state.config.version).toBe(3);
  });

  it("waits while the file cannot be read for what it says, and keeps it out of harm", async () => {
    save("size: [\n");
    await look();
    await changeElsewhere({ size: { pairsMax: 4 } });
    await look();
    expect(text()).toBe("size: [\n");
    save("size:\n  pairsMax: 3\nentry: {holdDays: 7}\n");
    await look();
    runs({ size: { pairsMax: 4 }, entry: { holdDays: 7 } });
    expect(text()).toBe("size:\n  pairsMax: 4\nentry: { holdDays: 7 }\n");
  });

  it("that cannot be written is said once", async () => {
    const parent = path;
    rmSync(parent);
    mkdirSync(join(folder, "gone"));
    file.stop();
    path = join(folder, "gone", "config.yaml");
    await open().begin();
    rmSync(join(folder, "gone"), { recursive: true });
    await changeElsewhere({ size: { pairsMax: 4 } });
    await look();
    await look();
    expect(told).toEqual([expect.stringMatching(/config\.yaml cannot be written \(ENOENT\)/)]);
    expect(file.state().problem).toEqual(told[0]);
    mkdirSync(join(folder, "gone"));
    await look();
    expect(file.state().problem).toBeNull();
  });

  it("makes the file anew when somebody took it away", async () => {
    rmSync(path);
    await look();
    runs({ size: { pairsMax: 3 } });
    expect(text()).toMatch(/^# Evenkeel's configuration[\s\S]*\nsize:\n {2}pairsMax: 3\n$/);
  });
});

describe("a process that died", () => {
  const dieAndStart = async (): Promise<void> => {
    file.stop();
    await open().begin();
    await look();
  };

  it("before it wrote a change back does so, instead of taking the old text for an edit", async () => {
    await changeElsewhere({ size: { pairsMax: 4 } });
    await dieAndStart();
    runs({ size: { pairsMax: 4 } });
    expect(text()).toBe("# mine\nsize:\n  pairsMax: 4 # few\n");
  });

  it("while its file was edited takes the edit, and keeps what changed elsewhere", async () => {
    await changeElsewhere({ size: { pairsMax: 4 } });
    file.stop();
    save("# mine\nsize:\n  pairsMax: 3 # few\nentry:\n  holdDays: 7\n");
    await dieAndStart();
    runs({ size: { pairsMax: 4 }, entry: { holdDays: 7 } });
    expect(text()).toBe("# mine\nsize:\n  pairsMax: 4 # few\nentry:\n  holdDays: 7\n");
  });

  it("before it remembered an edit it had taken makes no second version of it", async () => {
    save("size:\n  pairsMax: 2\n");
    const memory = readFileSync(join(folder, "config.agreed.json"));
    await look();
    writeFileSync(join(folder, "config.agreed.json"), memory);
    const { version } = state.config;
    await dieAndStart();
    expect([state.config.version, told]).toEqual([version, []]);
  });

  it("starts on the journal's configuration when the file was broken meanwhile", async () => {
    save("size: nonsense\n");
    await dieAndStart();
    runs({ size: { pairsMax: 3 } });
    expect(told).toHaveLength(1);
  });

  it("does not take another installation's memory for its own", async () => {
    const fresh: Config = DEFAULT_CONFIG;
    state = createState();
    expect(state.config).toEqual(fresh);
    const kept = JSON.parse(readFileSync(join(folder, "config.agreed.json"), "utf8")) as object;
    writeFileSync(join(folder, "config.agreed.json"), JSON.stringify({ ...kept, nonce: "other123" }));
    await dieAndStart();
    runs({ size: { pairsMax: 3 } });
  });
});
