import type { CommandReceipt } from "@evenkeel/api/client";
import type { ConfigPatch } from "@evenkeel/core/events";
import type { EngineClient } from "../live/connect.ts";

type Asked = { readonly id: string; readonly base: number; readonly reason: string };

/** A change somebody wants to look at before it is made. */
export type Wish = {
  readonly title: string;
  readonly asked: Parameters<EngineClient["config"]["preview"]["query"]>[0];
  readonly send: (client: EngineClient, asked: Asked) => Promise<CommandReceipt>;
};

export const wishFor = (patch: ConfigPatch): Wish => ({
  title: "Review the change",
  asked: { patch },
  send: (client, asked) => client.config.change.mutate({ ...asked, patch }),
});

export const wishBack = (version: number): Wish => ({
  title: `Back to version ${version}?`,
  asked: { version },
  send: (client, asked) => client.config.revert.mutate({ ...asked, version }),
});
