import { expect, test } from "vitest";
import { createSubscriber } from "./subscriber.ts";

const topics = Array.from({ length: 12 }, (_, at) => `orderbook.1.COIN${at}USDT`);
const argsOf = (message: string): string[] => (JSON.parse(message) as { args: string[] }).args;
const idOf = (message: string): string => (JSON.parse(message) as { req_id: string }).req_id;

test.each([
  ["spot", [10, 2]],
  ["linear", [12]],
] as const)("on %s a request carries no more topics than it may", (category, sizes) => {
  const greeting = createSubscriber(category, topics, () => undefined).greeting();
  expect(greeting.map((message) => argsOf(message).length)).toEqual(sizes);
  expect(greeting.flatMap(argsOf)).toEqual(topics);
});

test("a refused request is asked again topic by topic, and only what is refused then is given up", () => {
  const refused: string[] = [];
  const sent: string[] = [];
  const subscriber = createSubscriber("spot", topics, (topic, why) => refused.push(`${topic}: ${why}`));
  const [first = "", second = ""] = subscriber.greeting();
  const reply = (message: string, success: boolean) =>
    subscriber.replied({ op: "subscribe", id: idOf(message), success, message: "Invalid symbol" }, (each) =>
      sent.push(each),
    );
  reply(first, true);
  reply(second, false);
  expect(sent.map(argsOf)).toEqual([[topics[10]], [topics[11]]]);
  const [tenth = "", eleventh = ""] = sent;
  reply(tenth, true);
  reply(eleventh, false);
  expect(refused).toEqual([`${topics[11]}: Invalid symbol`]);
  expect(sent).toHaveLength(2);
});
