import { resolve } from "node:path";
import type { CommandReceipt, EngineClient } from "@evenkeel/api/client";
import { TRPCClientError } from "@trpc/client";
import { flag, help, text } from "./arguments.ts";
import { defaultDataFolder } from "./env.ts";
import { Problem } from "./problem.ts";
import { reachEngine } from "./reach.ts";

export const everywhere = { data: text, json: flag, help };

/** Asks the running engine as its owner; what it refuses is a sentence for the person at the keyboard. */
export async function withEngine<T>(data: string | undefined, ask: (client: EngineClient) => Promise<T>): Promise<T> {
  const { client, close } = await reachEngine(data === undefined ? defaultDataFolder() : resolve(data));
  try {
    return await ask(client);
  } catch (error) {
    if (!(error instanceof TRPCClientError)) throw error;
    throw new Problem(sentenceOf(error.message));
  } finally {
    await close();
  }
}

const WORDS = { done: "Done", accepted: "Under way", refused: "Refused" } as const;

/** How a command stands, in one sentence. */
export const sayReceipt = ({ state, text: told }: CommandReceipt): string =>
  `${WORDS[state]}: ${told.replace(/^(?:refused|denied): ?/, "")}.`;

const sentenceOf = (message: string): string => (/[.?!]$/.test(message) ? message : `${message}.`);
