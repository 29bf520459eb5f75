import { randomInt } from 'node:crypto';

const LETTERS = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789';

/** In DigitalOcean's form: letters and digits after its prefix, so that no SQL needs quoting. */
export function newPassword(): string {
  return `AVNS_${Array.from({ length: 19 }, () => LETTERS[randomInt(LETTERS.length)]).join('')}`;
}
