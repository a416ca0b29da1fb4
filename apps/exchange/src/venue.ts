import {
  type Applied,
  advance,
  apply,
  type Command,
  createExchange,
  type ExchangeEvent,
  type ExchangeState,
} from "@evenkeel/exchange-sim";
import { type Credentials, simulatedCredentials } from "@evenkeel/exchange-sim/wire/binance";
import { createClock, type VenueClock } from "./clock.ts";
import { type Journal, openJournal } from "./journal/journal.ts";
import { encodeSnapshot, type Identity, recover, writeSnapshot } from "./journal/snapshot.ts";
import type { AccountSetting, ExchangeSettings } from "./options.ts";

type Listener = (events: readonly ExchangeEvent[]) => void;

/** The one owner of the exchange's state: time and commands go in here, durable results come out. */
export interface Venue {
  readonly state: ExchangeState;
  readonly clock: VenueClock;
  readonly recoveredCommands: number;
  /** Brings the state to the present; what happened goes to the listener. */
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

export const credentialsOf = (settings: ExchangeSettings): readonly (AccountSetting & Credentials)[] =>
  settings.accounts.map((account) => ({ ...account, ...simulatedCredentials(settings.seed, account.name) }));

/** How many keys every account has. The first is printed; the others are for changing keys and need no restart. */
const KEYS_PER_ACCOUNT = 4;

export const spareKeysOf = (settings: ExchangeSettings): readonly (Credentials & { readonly account: string })[] =>
  credentialsOf(settings).flatMap(({ name, key: account }) =>
    Array.from({ length: KEYS_PER_ACCOUNT - 1 }, (_, at) => ({
      account,
      ...simulatedCredentials(settings.seed, `${name}/${at + 2}`),
    })),
  );

function createState(settings: ExchangeSettings): ExchangeState {
  return createExchange({
    world: settings.world,
    seed: settings.seed,
    symbols: settings.symbols,
    overrides: settings.overrides,
    accounts: credentialsOf(settings).map(({ key, spot, futures }) => ({
      name: key,
      ...(spot === undefined ? {} : { spot }),
      ...(futures === undefined ? {} : { futures }),
    })),
  });
}

const identityOf = (settings: ExchangeSettings): Identity => ({
  world: settings.world,
  seed: settings.seed,
  symbols: settings.symbols,
  accounts: settings.accounts.map((account) => account.name),
  overrides: settings.overrides,
});

interface Opened {
  readonly state: ExchangeState;
  readonly journal: Journal | null;
  readonly commands: number;
}

async function openState(settings: ExchangeSettings, onFailure: (error: Error) => void): Promise<Opened> {
  const directory = settings.dataDirectory;
  if (directory === null) return { state: createState(settings), journal: null, commands: 0 };
  const identity = identityOf(settings);
  const recovered = await recover(directory, identity);
  const state = recovered?.state ?? createState(settings);
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

export async function openVenue(settings: ExchangeSettings, onFailure: (error: Error) => void): Promise<Venue> {
  const { state, journal, commands } = await openState(settings, onFailure);
  const clock = createClock(state.nowMs, settings.speed);
  const identity = identityOf(settings);
  let listener: Listener = () => undefined;
  const announce = (events: readonly ExchangeEvent[]): void => {
    if (events.length > 0) listener(events);
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
    onEvents: (each) => {
      listener = each;
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
