export type Status = 'ok' | 'warning' | 'failure' | 'skipped';

/** One line of the answer. Never holds the value of a variable. */
export interface Finding {
  readonly status: Status;
  readonly message: string;
  /** Completes the line of a warning or a failure, and of a skipped check where there is something to do. @default none */
  readonly remedy?: string;
}

export function ok(message: string): Finding {
  return { status: 'ok', message };
}

/** A deploy goes through, and the site is not what its owners expect. */
export function warning(message: string, remedy: string): Finding {
  return { status: 'warning', message, remedy };
}

/** A deploy would fail, or the site would not work, or secrets are exposed. */
export function failure(message: string, remedy: string): Finding {
  return { status: 'failure', message, remedy };
}

/** Not examined; `message` is the reason. */
export function skipped(message: string, remedy?: string): Finding {
  return { status: 'skipped', message, ...(remedy && { remedy }) };
}
