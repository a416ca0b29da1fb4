export const REVIEW_HELP = `Usage: evenkeel review [options]
       evenkeel review accept --venue <name> --print <digits> --as <transfer|adjustment> --reason <text> [options]
       evenkeel review cancel --venue <name> --order <name> [options]

What the books and the venues disagree about: both sides of every difference, since when, whose pair it concerns, and
what accepting it would book. The line with the print names exactly what is shown.

  accept         take the venue's word for exactly the differences that the print names; refused once they have moved
    --venue <name>         as it is listed
    --print <digits>       as it is listed
    --as transfer          the money was moved in or out: capital, and no loss limit counts it
    --as adjustment        a gain or loss that nothing explains: profit and loss, and loss limits count it
    --reason <text>        why, for the audit

  cancel         take one resting order back, ours or not
    --venue <name>         as it is listed
    --order <name>         as it is listed

  --json         one object for machines
  --data <dir>   the installation, where it is not the default one
  --help         this text

Exit codes: 0 books and venues agree, or done; 1 not running, or it does not answer; 2 not understood; 3 something
differs or was not compared yet, or what was asked for was refused.
`;

export function tellHelp(): number {
  process.stdout.write(REVIEW_HELP);
  return 0;
}
