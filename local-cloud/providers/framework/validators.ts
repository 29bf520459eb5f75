/** Checks of one configured value; they run at validate and at plan, never on unknowns. */

/** Answers what is wrong, or undefined. */
export type Validator = (value: any) => string | undefined;

export const matches =
  (pattern: RegExp, what: string): Validator =>
  (value: string) =>
    pattern.test(value) ? undefined : `must be ${what}, got ${JSON.stringify(value)}`;

export const oneOf =
  (...allowed: readonly (string | number)[]): Validator =>
  (value: string | number) =>
    allowed.includes(value) ? undefined : `must be one of ${allowed.join(', ')}, got ${JSON.stringify(value)}`;

export const between =
  (min: number, max: number): Validator =>
  (value: number) =>
    value >= min && value <= max ? undefined : `must be between ${min} and ${max}, got ${value}`;

export const notEmpty: Validator = (value: string) => (value.trim() === '' ? 'must not be empty' : undefined);

export const cidr: Validator = (value: string) => {
  const [address = '', bits = ''] = value.split('/');
  const octets = address.split('.').map(Number);
  const ok = octets.length === 4 && octets.every((o) => Number.isInteger(o) && o >= 0 && o <= 255);
  return ok && /^\d+$/.test(bits) && Number(bits) <= 32
    ? undefined
    : `must be an IPv4 range such as 10.0.0.0/16, got ${JSON.stringify(value)}`;
};
