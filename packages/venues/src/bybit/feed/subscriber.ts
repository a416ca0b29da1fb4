import type { Category } from "../market.ts";
import type { Reply } from "../parse/frame.ts";
import { TOPICS_A_REQUEST } from "../quirks/addresses.ts";

export type Subscriber = {
  readonly greeting: () => readonly string[];
  readonly replied: (reply: Reply, send: (message: string) => void) => void;
};

/**
 * Asks for topics. The venue takes all topics of a request or none, so that one symbol it no longer knows would silence
 * all of them: a refused request is asked again topic by topic, and only what is refused then is given up.
 */
export function createSubscriber(
  category: Category,
  topics: readonly string[],
  onRefused: (topic: string, why: string) => void,
): Subscriber {
  const asked = new Map<string, readonly string[]>();
  let number = 0;

  const request = (args: readonly string[]): string => {
    number += 1;
    asked.set(String(number), args);
    return JSON.stringify({ op: "subscribe", req_id: String(number), args });
  };

  return {
    greeting: () => {
      asked.clear();
      const most = TOPICS_A_REQUEST[category];
      const requests: string[] = [];
      for (let at = 0; at < topics.length; at += most) requests.push(request(topics.slice(at, at + most)));
      return requests;
    },
    replied: ({ op, id, success, message }, send) => {
      if (op !== "subscribe") return;
      const args = asked.get(id) ?? [];
      asked.delete(id);
      if (success) return;
      const [first] = args;
      if (args.length > 1) for (const topic of args) send(request([topic]));
      else if (first !== undefined) onRefused(first, message);
    },
  };
}
