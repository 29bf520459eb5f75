const LABEL = /^[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?$/;

/** A fully qualified name of at least two labels, lower case, without the trailing dot (RFC 1123). */
export function isHostName(name: string): boolean {
  const labels = name.split('.');
  return name.length <= 253 && labels.length >= 2 && labels.every((label) => LABEL.test(label));
}

/** Longest name that Linux takes for its own. */
export const MAX_NODE_NAME = 64;

/** One label of a host name. */
export function isLabel(name: string): boolean {
  return LABEL.test(name);
}
