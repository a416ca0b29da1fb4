export const KEYS_HELP = `Usage: evenkeel keys <command> [options]

The API keys of venues. They are sealed; nothing ever shows one again. A change takes effect when Evenkeel starts
again: keys are never exchanged under a running engine.

  list              every key: what it may do, what it lacks, which one is in use
  add               ask the venue what a new key may do, and seal it; refused when it may move money out
  replace <id>      the same, in place of the key <id>, for another key of the same account
  probe <id>        ask the venue again
  retire <id>       take a key out of use; refused while pairs are open on it
  rotate-kek        seal every key anew under another key-encryption key
    --to <where>      file, passphrase or command (EVENKEEL_KEK_COMMAND)

  --label <text>    what a new key is for
  --venue <name>    of add: whose key it is, binance or bybit (binance)
  --id <id>         repeat an earlier add or replace under its id: it is not done twice
  --json            one object for machines
  --data <dir>      the installation, where it is not the default one; it must run
  --help            this text

API key, secret and passphrase are typed where nobody sees them, or come as one JSON object on standard input:
{"apiKey": "...", "secret": "..."} or {"passphrase": "..."}. As arguments they would stand in the list of processes.

Exit codes: 0 done, 1 refused or not done, 2 not understood.
`;
