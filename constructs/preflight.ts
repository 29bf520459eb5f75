import { TerraformStack, Token } from 'cdktf';
import type { Construct } from 'constructs';

/** What `doctor` examines before a deploy and finds in no resource. Secrets are references such as `${var.failover_token}`, never values. */
export type PreflightEntry =
  /** A DigitalOcean token that nodes get, and the scopes that it needs. */
  | {
      readonly kind: 'digitalocean-token';
      readonly use: string;
      readonly token?: string;
      readonly scopes: readonly string[];
    }
  /** A bucket that must exist. */
  | {
      readonly kind: 'bucket';
      readonly use: string;
      readonly bucket: string;
      readonly region: string;
      readonly endpoint: string;
      readonly accessKeyId?: string;
      readonly secretAccessKey?: string;
    }
  /** Certificates of a public authority, proven by records in the zone. */
  | {
      readonly kind: 'acme';
      readonly directory: string;
      readonly hostNames: readonly string[];
      /** Cloudflare API token. */
      readonly dnsToken?: string;
    };

const recorded = new WeakMap<TerraformStack, PreflightEntry[]>();

/** Adds an entry to a comment of the stack's synthesized configuration, which Terraform ignores. */
export function recordPreflight(scope: Construct, entry: PreflightEntry): void {
  const stack = TerraformStack.of(scope);
  const entries = [...(recorded.get(stack) ?? []), entry];
  recorded.set(stack, entries);
  stack.addOverride('//.webInfrastructure.preflight', entries);
}

/** A secret's reference. A literal is left out: the comment would be one more place where it stands. */
export function secretReference(secret: string): string | undefined {
  return Token.isUnresolved(secret) ? secret : undefined;
}
