import { countTokens } from './escape';

/** One synth packs each file several times: once for each tier that carries it, and to estimate sizes. Compressing was a fifth of a synth's time. */
const PACKED = new Map<string, string>();

/** Texts of some 10 KB: the oldest leave first. */
const MOST_PACKED = 200;

/**
 * gzip, in base85 (RFC 1924), a sixteenth shorter than base64. Same text, same bytes on every machine: the library is written in JavaScript and pinned, while Node's own zlib differs by
 * version and processor, and other bytes would replace droplets. Throws on text with Terraform values, which are not known yet.
 */
export function pack(text: string): string {
  const known = PACKED.get(text);
  if (known !== undefined) return known;
  const packed = compress(text);
  PACKED.set(text, packed);
  if (PACKED.size > MOST_PACKED) PACKED.delete(PACKED.keys().next().value!);
  return packed;
}

function compress(text: string): string {
  if (countTokens(text) > 0) throw new Error('text with Terraform values cannot be packed');
  // Loaded when first used: it would be a tenth of what importing the package costs.
  // eslint-disable-next-line @typescript-eslint/no-require-imports
  const { gzipSync } = require('fflate') as typeof import('fflate');
  return base85(gzipSync(Buffer.from(text), { level: 9, mtime: 0 }));
}

const DIGITS = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz!#$%&()*+-;<=>?@^_`{|}~';

/** As Python's base64.b85decode() reads it: five digits for four bytes, and one more than bytes for the rest. */
function base85(bytes: Uint8Array): string {
  const view = Buffer.concat([bytes, Buffer.alloc(3)]);
  let text = '';
  for (let at = 0; at < bytes.length; at += 4) {
    let value = view.readUInt32BE(at);
    let digits = '';
    for (let i = 0; i < 5; i++) {
      digits = DIGITS[value % 85]! + digits;
      value = Math.floor(value / 85);
    }
    text += digits.slice(0, Math.min(4, bytes.length - at) + 1);
  }
  return text;
}
