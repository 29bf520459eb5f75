/** Errors as Terraform shows them: a summary, a detail, and the attribute they are about. */

/** Attribute names are strings, list indices numbers. */
export type Path = readonly (string | number)[];

/** An error that knows its attribute; throw it from a handler or from `plan`. */
export class AttributeError extends Error {
  constructor(
    readonly path: Path,
    readonly summary: string,
    message: string,
  ) {
    super(message);
  }
}

/** A creation that failed after the API had made something: Terraform keeps the state and marks it tainted. */
export class PartlyCreated extends Error {
  constructor(
    readonly state: Record<string, unknown>,
    cause: unknown,
  ) {
    super(cause instanceof Error ? cause.message : String(cause));
  }
}

export interface Diagnostic {
  severity: 'ERROR' | 'WARNING';
  summary: string;
  detail: string;
  attribute?: { steps: object[] };
}

export function attributePath(path: Path): { steps: object[] } {
  return {
    steps: path.map((step) => (typeof step === 'number' ? { element_key_int: step } : { attribute_name: step })),
  };
}

export function diagnostic(error: unknown, summary: string): Diagnostic {
  const detail = error instanceof Error ? error.message : String(error);
  if (!(error instanceof AttributeError)) return { severity: 'ERROR', summary, detail };
  return { severity: 'ERROR', summary: error.summary, detail, attribute: attributePath(error.path) };
}
