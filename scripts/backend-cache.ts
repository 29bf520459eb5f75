import { readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';

/** What Terraform keeps of the backend that a stack was initialized with; a part of it. */
interface BackendCache {
  readonly backend?: { readonly config?: { readonly path?: string } };
}

/**
 * Has Terraform forget the state file that a stack was initialized with when it is another one now, as of a local cloud that is gone: it would ask
 * whether to copy the old state.
 */
export function forgetOtherState(output: string, stack: string, stateFile: string): void {
  const file = join(output, 'stacks', stack, '.terraform', 'terraform.tfstate');
  let cache: BackendCache;
  try {
    cache = JSON.parse(readFileSync(file, 'utf8')) as BackendCache;
  } catch {
    return;
  }
  if (cache.backend?.config?.path !== stateFile) rmSync(file);
}
