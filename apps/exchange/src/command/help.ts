import { MIX_NAMES, WORLDS } from "@evenkeel/exchange-sim";
import { WIRED } from "@evenkeel/exchange-sim/wire";
import { DEFAULT_SETTINGS } from "../options.ts";

export const HELP = `Usage: evenkeel exchange [options]

A simulated exchange on this machine only. It speaks the venues' own protocols, so that any client connects.

  --venues <list>        which venues, with commas: ${WIRED.join(", ")} (${DEFAULT_SETTINGS.venues.join(",")})
  --world <name>         which market: ${WORLDS.join(", ")} (${DEFAULT_SETTINGS.world})
  --seed <n>             which of that world's markets, and which faults (${DEFAULT_SETTINGS.seed})
  --symbols <n>          perpetuals, each with its spot market (${DEFAULT_SETTINGS.symbols})
  --speed <n>            venue seconds in one second; 0 stands still (${DEFAULT_SETTINGS.speed})
  --faults <mix>         what goes wrong by itself: ${MIX_NAMES.join(", ")} (${DEFAULT_SETTINGS.faults})
  --account <account>    a name and what it holds, more than once if you like; the amount called futures lies in the
                         futures wallet: main=USDT:60000,BTC:1,futures:40000
                         with = it holds what is said and no more; a name alone holds USDT:60000,futures:40000
  --port <n>             the common port: families told apart by Host header, or by path (${DEFAULT_SETTINGS.port})
  --family-ports <n>     a port for each API family as well, one after another from this one (none)
  --tls                  every port speaks TLS too, with a certificate it signs itself and tells you where to find
  --tls-cert <file>      with --tls-key <file>: a certificate of yours instead
  --data <dir>           where orders and balances survive a restart (nowhere)
  --config <file>        any of these from a YAML or JSON file; what is typed counts more
  --log-calls            a JSON line for every call that changes something

Of one that runs, on --port <n> (${DEFAULT_SETTINGS.port}):

  evenkeel exchange status             what it is and what it does
  evenkeel exchange faults             every fault by name: what a client sees, and how often in each mix
  evenkeel exchange fault <name>       let it happen now, or at the next occasion
    --venue <name>   --symbol <symbol>   --account <name>   --seconds <n>   --count <n>
  evenkeel exchange mix <mix>          what goes wrong by itself from now on
  evenkeel exchange report             which faults fired, and how often

  --json                 one object for machines, also of what went wrong; at the start, and at the end the report
  --help                 this text

Exit codes: 0 done, 1 it did not work, 2 not understood.
`;
