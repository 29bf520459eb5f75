/** What every command ends with, as `--help` and docs/guides/command.md say. */
export const EXIT = {
  /** Done, and nothing is wrong. */
  ok: 0,
  /** Done, and something is wrong: what it is has been printed. */
  finding: 1,
  /** Not done: a wrong argument, no such site, a node or an API that does not answer. */
  cannot: 2,
} as const;
