import { expect, test } from "vitest";
import { classifyFailure } from "./server.ts";

test.each([
  ['LOG:  could not bind IPv4 address "127.0.0.1": Address already in use\nFATAL:  x', { kind: "port-busy" }],
  ["FATAL:  could not create any TCP/IP sockets", { kind: "port-busy" }],
  [
    'LOG:  could not bind IPv4 address "127.0.0.1": Permission denied\nFATAL:  no sockets',
    { kind: "final", text: "no sockets" },
  ],
  ['FATAL:  lock file "postmaster.pid" already exists', { kind: "passing" }],
  ["FATAL:  pre-existing shared memory block (key 1, ID 2) is still in use", { kind: "passing" }],
  ["2026-01-01 [1] LOG:  starting\n2026-01-01 [1] FATAL:  no space", { kind: "final", text: "no space" }],
  ["", { kind: "final", text: "it ended without a reason" }],
])("%s", (log, failure) => expect(classifyFailure(log)).toEqual(failure));
