/** The command was carried out, and found something wrong: exit code 1, not 2. */
export class ProblemFound extends Error {}
