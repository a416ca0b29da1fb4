export const CONFIG_HELP = `Usage: evenkeel config <command> [options]

The owner's numbers: limits, sizes, rules of entry and exit. A change is stored, authored and in force at once.

  show                        every number, its unit, and the shipped value where it differs
  get <section.key>           one number
  set <section.key>=<n> ...   change one or more numbers together
    --reason <text>               why, for the history
  diff [<version>]            what differs from the shipped values, or from an earlier version
  history                     every version: when, by whom, why, what moved
  revert <version>            all numbers as they were then, as a new version
    --reason <text>
  check <file>                whether a file would be taken; needs no running engine
  encrypt <file>              seal the secrets of the file's venues list

  --json         one object for machines
  --data <dir>   the installation, where it is not the default one
  --help         this text

Exit codes: 0 done, 1 it did not work, 2 not understood.
`;

export function tellHelp(): number {
  process.stdout.write(CONFIG_HELP);
  return 0;
}
