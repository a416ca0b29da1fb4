import { bookKey } from "../market-data.ts";
import type { Connection } from "./connection.ts";
import type { Topic } from "./topic.ts";

/** What is told every second. */
export type SecondTopic = Exclude<
  Topic,
  { readonly kind: "book-ticker" | "all-book-tickers" | "depth" | "forced-order" | "all-forced-orders" }
>;

export interface Subscriber<T extends Topic = Topic> {
  readonly connection: Connection;
  readonly topic: T;
}

type OfKind<K extends Topic["kind"]> = Subscriber<Extract<Topic, { kind: K }>>;

/** Subscribers grouped by what they need, rebuilt only when somebody comes, goes or asks. */
export interface Groups {
  readonly tickers: Map<string, Subscriber[]>;
  readonly allTickers: Subscriber[];
  readonly depths: Map<string, OfKind<"depth">[]>;
  /** What is told every second, by the frame it needs: whoever needs the same one gets the same text. */
  readonly seconds: Map<string, Subscriber<SecondTopic>[]>;
  readonly forced: Subscriber[];
}

function addTo<T>(map: Map<string, T[]>, key: string, subscriber: T): void {
  const list = map.get(key);
  if (list === undefined) map.set(key, [subscriber]);
  else list.push(subscriber);
}

function keyOf(topic: Topic): string {
  if (topic.kind === "candle") return `candle:${bookKey(topic.market, topic.index)}:${topic.interval.name}`;
  if ("index" in topic) return `${topic.kind}:${bookKey(topic.market, topic.index)}`;
  return "market" in topic ? `${topic.kind}:${topic.market}` : topic.kind;
}

export function groupTopics(connections: Iterable<Connection>): Groups {
  const groups: Groups = { tickers: new Map(), allTickers: [], depths: new Map(), seconds: new Map(), forced: [] };
  for (const connection of connections) {
    for (const topic of connection.topics.values()) {
      switch (topic.kind) {
        case "book-ticker":
          addTo(groups.tickers, bookKey(topic.market, topic.index), { connection, topic });
          break;
        case "all-book-tickers":
          groups.allTickers.push({ connection, topic });
          break;
        case "depth":
          addTo(groups.depths, bookKey(topic.market, topic.index), { connection, topic });
          break;
        case "forced-order":
        case "all-forced-orders":
          groups.forced.push({ connection, topic });
          break;
        default:
          addTo(groups.seconds, keyOf(topic), { connection, topic });
      }
    }
  }
  return groups;
}
