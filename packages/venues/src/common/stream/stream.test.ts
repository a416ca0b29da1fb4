import { describe, expect, test } from "vitest";
import { createManualTime } from "../testing.ts";
import type { CcxtClient, CcxtExchange } from "../transport/ccxt.ts";
import { backoffMs, createStream, type StreamPlan } from "./stream.ts";

type FakeClient = CcxtClient & { readonly sent: string[]; terminated: boolean };

function fakeClient(url: string): FakeClient {
  const client: FakeClient = {
    url,
    error: undefined,
    lastPong: undefined,
    sent: [],
    terminated: false,
    connection: {
      terminate: () => {
        client.terminated = true;
        client.onCloseCallback(client, {});
      },
    },
    onMessage: () => undefined,
    onConnectedCallback: () => undefined,
    onErrorCallback: () => undefined,
    onCloseCallback: () => undefined,
    connect: () => new Promise(() => undefined),
    send: (message) => {
      client.sent.push(message);
      return Promise.resolve();
    },
  };
  return client;
}

function setup(changes: Partial<StreamPlan> = {}) {
  const time = createManualTime(1_000);
  const clients: FakeClient[] = [];
  const states: string[] = [];
  const frames: string[] = [];
  const exchange = {
    clients: {},
    client: (url: string) => {
      const client = fakeClient(url);
      clients.push(client);
      return client;
    },
  } as unknown as CcxtExchange;
  const stream = createStream(
    {
      name: "test",
      address: () => Promise.resolve("wss://venue.example/ws/1"),
      greeting: () => ["subscribe"],
      upOn: "frame",
      silenceMsMax: 5_000,
      onFrame: (frame) => void frames.push(frame),
      onState: (state) => void states.push(state),
      ...changes,
    },
    { exchange, timers: time.timers, nowMs: time.nowMs, random: () => 0.5 },
  );
  const last = (): FakeClient => {
    const client = clients.at(-1);
    if (client === undefined) throw new Error("nothing was dialled");
    return client;
  };
  const open = async (): Promise<FakeClient> => {
    await Promise.resolve();
    await Promise.resolve();
    last().onConnectedCallback(last());
    return last();
  };
  return { time, stream, clients, states, frames, last, open };
}

describe("a supervised stream", () => {
  test("is up with its first frame, not with its connection", async () => {
    const { stream, states, frames, open } = setup();
    stream.start();
    const client = await open();
    expect(client.sent).toEqual(["subscribe"]);
    expect(states).toEqual([]);
    client.onMessage({ data: "one" });
    client.onMessage({ data: Buffer.from("two") });
    expect(states).toEqual(["up"]);
    expect(frames).toEqual(["one", "two"]);
    expect(stream.frames()).toBe(2);
  });

  test("that may be quiet is up when it opens", async () => {
    const { time, stream, states, open } = setup({ upOn: "open", silenceMsMax: null });
    stream.start();
    await open();
    time.advance(3_600_000);
    expect(states).toEqual(["up"]);
  });

  test("that has to be let in is up when it was, and dialled anew when it was not", async () => {
    const { time, stream, clients, states, frames, open } = setup({ upOn: "ready" });
    stream.start();
    const first = await open();
    first.onMessage({ data: "no" });
    expect([states, frames]).toEqual([[], ["no"]]);
    time.advance(60_000);
    expect(first.terminated).toBe(true);
    const second = await open();
    stream.send("please");
    stream.ready();
    expect([second.sent, states]).toEqual([
      ["subscribe", "please"],
      ["down", "up"],
    ]);
    // From here on it is watched like any other.
    time.advance(5_000);
    expect([second.terminated, states.at(-1), clients.length]).toEqual([true, "down", 2]);
  });

  test("every frame counts as the other side's pong", async () => {
    const { time, stream, open } = setup();
    stream.start();
    const client = await open();
    time.advance(10);
    client.onMessage({ data: "one" });
    expect(client.lastPong).toBe(time.nowMs());
  });

  test("that falls silent goes down, dials again, resubscribes, and tells the gap", async () => {
    const { time, stream, clients, states, open } = setup();
    stream.start();
    const first = await open();
    first.onMessage({ data: "one" });
    time.advance(4_999);
    expect(states).toEqual(["up"]);
    time.advance(1);
    expect(states).toEqual(["up", "down"]);
    expect(first.terminated).toBe(true);
    time.advance(backoffMs(0, () => 0.5));
    const second = await open();
    expect(clients.length).toBe(2);
    expect(second.sent).toEqual(["subscribe"]);
    second.onMessage({ data: "two" });
    expect(states).toEqual(["up", "down", "gap", "up"]);
  });

  test.each(["error", "close"])("dials again after an %s, and only once", async (how) => {
    const { time, stream, clients, states, open } = setup();
    stream.start();
    const client = await open();
    client.onMessage({ data: "one" });
    if (how === "error") client.onErrorCallback(client, new Error("reset"));
    client.onCloseCallback(client, { code: 1006 });
    client.onMessage({ data: "late" });
    time.advance(60_000);
    await open();
    expect(clients.length).toBe(2);
    expect(states).toEqual(["up", "down"]);
  });

  test("waits longer after each failure", async () => {
    const { time, stream, clients } = setup();
    stream.start();
    const dials: number[] = [];
    for (let step = 0; step < 400; step += 1) {
      await Promise.resolve();
      await Promise.resolve();
      const client = clients.at(-1);
      if (client !== undefined && !client.terminated && clients.length > dials.length) {
        dials.push(time.nowMs());
        client.onErrorCallback(client, new Error("refused"));
      }
      time.advance(100);
    }
    const gaps = dials.slice(1, 7).map((at, index) => at - (dials[index] ?? 0));
    expect(gaps).toEqual(gaps.toSorted((a, b) => a - b));
    expect(gaps.at(-1)).toBeGreaterThan(7_000);
  });

  test("an address that cannot be had is asked for again", async () => {
    let asked = 0;
    const { time, stream, states, clients } = setup({
      address: () => Promise.resolve(++asked < 3 ? null : "wss://venue.example/ws/1"),
    });
    stream.start();
    for (let step = 0; step < 50; step += 1) {
      await Promise.resolve();
      await Promise.resolve();
      time.advance(50);
    }
    expect(asked).toBe(3);
    expect(clients.length).toBe(1);
    expect(states).toEqual(["down"]);
  });

  test("renewing drops the connection and tells the gap", async () => {
    const { time, stream, states, open } = setup({ upOn: "open", silenceMsMax: null });
    stream.start();
    const first = await open();
    stream.renew();
    expect(first.terminated).toBe(true);
    time.advance(60_000);
    await open();
    expect(states).toEqual(["up", "down", "gap", "up"]);
  });

  test("stopping closes the socket and leaves no timer", async () => {
    const { time, stream, clients, states, open } = setup();
    stream.start();
    const client = await open();
    client.onMessage({ data: "one" });
    await stream.stop();
    expect(client.terminated).toBe(true);
    time.advance(600_000);
    expect(time.armed()).toBe(0);
    expect(clients.length).toBe(1);
    expect(states).toEqual(["up"]);
  });
});
