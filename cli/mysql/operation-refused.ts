/** Nothing was done; the message says why and what to do instead. */
export class OperationRefusedError extends Error {}
