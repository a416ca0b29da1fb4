import { join } from "node:path";
import {
  type Applied,
  advance,
  apply,
  type Command,
  createExchange,
  type ExchangeEvent,
  type ExchangeState,
  PROFILES,
  type Recording,
  type VenueName,
} from "@evenkeel/exchange-sim";
import { type Credentials, doorOf } from "@evenkeel/exchange-sim/wire";
import type { VenueClock } from "./clock.ts";
import { type Journal, openJournal } from "./journal/journal.ts";
import { encodeSnapshot, type Identity, recover, writeSnapshot } from "./journal/snapshot.ts";
import type { AccountSetting, ExchangeSettings } from "./options.ts";

type Listener = (events: readonly ExchangeEvent[]) => void;

/** The one owner of the exchange's state: time and commands go in here, durable results come out. */
export interface Venue {
  readonly state: ExchangeState;
  readonly clock: VenueClock;
  readonly recoveredCommands: number;
  /** Brings the state to the present; what happened goes to the listeners. */
  tick(): void;
  /** Stamps a command with the venue's time, does it and logs it. Nobody may be told before `whenDurable`. */
  submit(command: Command): Applied;
  whenDurable(action: () => void): void;
  onEvents(listener: Listener): void;
  /** Logs how far time has come, so that a restart goes on from here. */
  recordTime(): void;
  snapshotIfDue(): void;
  close(): Promise<void>;
}

export const credentialsOf = (
  settings: ExchangeSettings,
  venue: VenueName,
): readonly (AccountSetting & Credentials)[] =>
  settings.accounts.map((account) => ({ ...account, ...doorOf(venue).credentials(settings.seed, account.name) }));

/** How many keys every account has. The first is printed; the others are for changing keys and need no restart. */
const KEYS_PER_ACCOUNT = 4;

export const spareKeysOf = (
  settings: ExchangeSettings,
  venue: VenueName,
): readonly (Credentials & { readonly account: string })[] =>
  credentialsOf(settings, venue).flatMap(({ name, key: account }) =>
    Array.from({ length: KEYS_PER_ACCOUNT - 1 }, (_, at) => ({
      account,
      ...doorOf(venue).credentials(settings.seed, `${name}/${at + 2}`),
    })),
  );

export const symbolsOf = (settings: ExchangeSettings, venue: VenueName): number =>
  Math.min(settings.symbols, PROFILES[venue].symbolsMax);

/** An account's dollars are held in whatever the venue counts in. */
function fundsOf(spot: Readonly<Record<string, string>>, venue: VenueName): Readonly<Record<string, string>> {
  const { USDT: dollars, ...coins } = spot;
  return dollars === undefined ? coins : { ...coins, [PROFILES[venue].quoteAsset]: dollars };
}

function createState(settings: ExchangeSettings, venue: VenueName, recording: Recording | null): ExchangeState {
  return createExchange({
    venue,
    recording,
    world: settings.world,
    seed: settings.seed,
    symbols: symbolsOf(settings, venue),
    overrides: settings.overrides,
    accounts: credentialsOf(settings, venue).map(({ key, spot, futures }) => ({
      name: key,
      ...(spot === undefined ? {} : { spot: fundsOf(spot, venue) }),
      ...(futures === undefined ? {} : { futures }),
    })),
  });
}

const identityOf = (settings: ExchangeSettings, venue: VenueName): Identity => ({
  venue,
  world: settings.world,
  seed: settings.seed,
  symbols: symbolsOf(settings, venue),
  accounts: settings.accounts.map((account) => account.name),
  overrides: settings.overrides,
});

interface Opened {
  readonly state: ExchangeState;
  readonly journal: Journal | null;
  readonly commands: number;
}

async function openState(
  settings: ExchangeSettings,
  venue: VenueName,
  recording: Recording | null,
  onFailure: (error: Error) => void,
): Promise<Opened> {
  if (settings.dataDirectory === null) {
    return { state: createState(settings, venue, recording), journal: null, commands: 0 };
  }
  const directory = join(settings.dataDirectory, venue);
  const identity = identityOf(settings, venue);
  const recovered = await recover(directory, identity, recording);
  const state = recovered?.state ?? createState(settings, venue, recording);
  const generation = recovered?.generation ?? 0;
  if (recovered === null) await writeSnapshot(directory, generation, encodeSnapshot(identity, state));
  const journal = await openJournal({
    directory,
    generation,
    commandsMax: settings.snapshotCommandsMax,
    intervalMs: settings.snapshotIntervalMs,
    onFailure,
  });
  return { state, journal, commands: recovered?.commands ?? 0 };
}

export async function openVenue(
  settings: ExchangeSettings,
  venue: VenueName,
  recording: Recording | null,
  clock: VenueClock,
  onFailure: (error: Error) => void,
): Promise<Venue> {
  const { state, journal, commands } = await openState(settings, venue, recording, onFailure);
  const identity = identityOf(settings, venue);
  const listeners: Listener[] = [];
  const announce = (events: readonly ExchangeEvent[]): void => {
    if (events.length > 0) for (const listener of listeners) listener(events);
  };
  /** A throw while the state changes leaves it half changed: nobody may see or store it. */
  const change = <T>(action: () => T): T => {
    try {
      return action();
    } catch (error) {
      onFailure(error instanceof Error ? error : new Error(String(error)));
      throw error;
    }
  };
  const tick = (): void => announce(change(() => advance(state, clock.now())));
  const snapshot = async (): Promise<void> => journal?.snapshot(() => encodeSnapshot(identity, state));
  return {
    state,
    clock,
    recoveredCommands: commands,
    tick,
    submit: (command) => {
      const stamped = { ...command, venueTimeMs: Math.max(state.nowMs, clock.now()) };
      const applied = change(() => apply(state, stamped));
      journal?.append(stamped);
      announce(applied.events);
      return applied;
    },
    whenDurable: (action) => (journal === null ? action() : journal.whenDurable(action)),
    onEvents: (listener) => {
      listeners.push(listener);
    },
    recordTime: () => journal?.append({ kind: "clock", venueTimeMs: state.nowMs }),
    snapshotIfDue: () => {
      if (journal?.snapshotDue() === true) snapshot().catch(onFailure);
    },
    close: async () => {
      tick();
      await snapshot();
      await journal?.close();
    },
  };
}
