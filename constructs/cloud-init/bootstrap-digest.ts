import { createHash } from 'node:crypto';
import type { CloudConfig } from './cloud-config';

/** Terraform's values, as cdktf writes them into text. */
const TOKENS = /\$\{TfToken\[[^\]]*\]\}/g;

/**
 * What a node is made from, in one word: changes with the parts, and not with values that Terraform computes, nor with files that deploys renew
 * (`renewed`: their paths). Nodes with data keep their first user-data: two digests that differ say that one awaits its replacement.
 */
export function bootstrapDigest(parts: readonly CloudConfig[], renewed: readonly string[]): string {
  const kept = parts.map((part) => ({
    ...part,
    outbound: undefined,
    // An estimate of a file's size is no part of the node.
    files: part.files?.filter(({ path }) => !renewed.includes(path)).map((file) => ({ ...file, size: undefined })),
  }));
  return createHash('sha256').update(JSON.stringify(kept).replace(TOKENS, '')).digest('hex').slice(0, 32);
}
