/** A refusal in ACME's own form (RFC 8555, 6.7). */
export class AcmeProblem extends Error {
  public constructor(
    public readonly status: number,
    /** Behind `urn:ietf:params:acme:error:`. */
    public readonly type: string,
    message: string,
  ) {
    super(message);
  }
}
