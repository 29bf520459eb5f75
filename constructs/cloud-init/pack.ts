import { countTokens } from './escape';

/**
 * gzip, in base64. Same text, same bytes on every machine: the library is written in JavaScript and pinned, while Node's own zlib differs by
 * version and processor, and other bytes would replace droplets. Throws on text with Terraform values, which are not known yet.
 */
export function pack(text: string): string {
  if (countTokens(text) > 0) throw new Error('text with Terraform values cannot be packed');
  // Loaded when first used: it would be a tenth of what importing the package costs.
  // eslint-disable-next-line @typescript-eslint/no-require-imports
  const { gzipSync } = require('fflate') as typeof import('fflate');
  return Buffer.from(gzipSync(Buffer.from(text), { level: 9, mtime: 0 })).toString('base64');
}
