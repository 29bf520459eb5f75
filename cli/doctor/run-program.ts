/** Runs a program and resolves with its standard output; rejects when it cannot be started or fails. */
export type RunProgram = (program: string, args: readonly string[], cwd?: string) => Promise<string>;
