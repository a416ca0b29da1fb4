import { randomUUID } from "node:crypto";
import { readArguments, text } from "../arguments.ts";
import { print } from "../columns.ts";
import { Misunderstood } from "../problem.ts";
import { everywhere, withEngine } from "../running.ts";
import { readMarket } from "./market.ts";

export const ADOPT_HELP = `Usage: evenkeel adopt --venue <name> --long <symbol> --short <symbol> --quantity <n> --reason <text> [options]

Takes a pair that somebody made by hand at the venues under guard: from then on it is hedged, guarded and closed like any
other. Nothing is traded. The sizes are checked against the venue's own report, to within one step.

  --venue <name>         of both legs, where a leg does not name its own
  --long <market>        coins (a spot market), or a perpetual: SYMBOL, perpetual:SYMBOL, bybit:perpetual:SYMBOL
  --short <market>       a perpetual
  --quantity <n>         base amount of each leg; of a position the whole of it
  --long-price <price>   what the coins cost; without it they are taken over at what they are worth
  --short-price <price>  entry price, where the venue's own is not meant
  --reason <text>        why, for the audit

  --json         one object for machines
  --data <dir>   the installation, where it is not the default one
  --help         this text

Exit codes: 0 adopted; 1 not running, or it does not answer; 2 not understood; 3 refused, with the code and the numbers.
`;

const EXIT_REFUSED = 3;
const POSITIVE = /^(?!0+(?:\.0+)?$)\d{1,18}(?:\.\d{1,18})?$/;
const options = {
  ...everywhere,
  venue: text,
  long: text,
  short: text,
  quantity: text,
  "long-price": text,
  "short-price": text,
  reason: { ...text, default: "" },
};

export async function adopt(given: readonly string[]): Promise<number> {
  const { values } = readArguments(given, options);
  if (values.help) {
    process.stdout.write(ADOPT_HELP);
    return 0;
  }
  const asked = { id: randomUUID(), ...read(values) };
  const receipt = await withEngine(values.data, (client) => client.commands.adoptPair.mutate(asked));
  if (values.json) print(JSON.stringify(receipt));
  else print(receipt.state === "refused" ? `Refused: ${receipt.text}.` : `Done: ${receipt.text}, guarded from now on.`);
  return receipt.state === "refused" ? EXIT_REFUSED : 0;
}

type Values = ReturnType<typeof readArguments<typeof options>>["values"];

function read(values: Values) {
  const { venue, long, short, quantity } = values;
  if (long === undefined || short === undefined || quantity === undefined)
    throw new Misunderstood("adopt takes --long, --short and --quantity; --help says how they are written.");
  const reason = values.reason.trim();
  if (reason === "") throw new Misunderstood("--reason says why it is taken over; it is kept in the audit.");
  return {
    reason,
    long: readMarket(long, "long", venue),
    short: { ...readMarket(short, "short", venue), kind: "perpetual" as const },
    quantity: positive("quantity", quantity),
    longPrice: values["long-price"] === undefined ? null : positive("long-price", values["long-price"]),
    shortPrice: values["short-price"] === undefined ? null : positive("short-price", values["short-price"]),
  };
}

function positive(name: string, word: string): string {
  if (!POSITIVE.test(word)) throw new Misunderstood(`--${name} must be a positive number in digits, not "${word}".`);
  return word;
}
