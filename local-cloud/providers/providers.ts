import { cloudflare } from './cloudflare/provider';
import { digitalocean } from './digitalocean/provider';
import type { ProviderDefinition } from './framework/schema';
import { random } from './random/provider';
import { tls } from './tls/provider';

/** Source address and version, as the constructs' bindings ask for them; and who stands in. */
export const providers: Readonly<
  Record<string, { readonly version: string; readonly definition: ProviderDefinition<any, any> }>
> = {
  'digitalocean/digitalocean': { version: '2.71.0', definition: digitalocean },
  'cloudflare/cloudflare': { version: '5.14.0', definition: cloudflare },
  'hashicorp/random': { version: '3.7.2', definition: random },
  'hashicorp/tls': { version: '4.1.0', definition: tls },
};
