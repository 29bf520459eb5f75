import type { WebInfrastructureProps } from '../constructs/web-infrastructure';

/** One deployment of the site: values only. What is wrong with them is reported at synth, all at once. */
export interface Environment {
  readonly site: WebInfrastructureProps;
  readonly state: StateLocation;
  /** APIs in place of the vendors' own, for the local cloud. @default the vendors' */
  readonly endpoints?: { readonly digitalOcean: string; readonly cloudflare: string };
}

/** Where Terraform keeps the state, which holds the site's secrets in clear: see README, "What the state contains". */
export type StateLocation =
  /** @default `terraform.NAME.tfstate` beside cdktf.json */
  | { readonly kind: 'file'; readonly path?: string }
  /** A private bucket of DigitalOcean Spaces with versions on; credentials in AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY. */
  | {
      readonly kind: 'spaces';
      readonly bucket: string;
      readonly region: string;
      /**
       * Terraform locks the state by an object beside it: of two deploys at once the second ends at once. The bucket must honour conditional
       * writes, which `doctor` finds out; DigitalOcean does not say that Spaces does (docs.digitalocean.com, read 2026-11-30).
       * @default false: one place deploys
       */
      readonly locked?: boolean;
    };

/** Secrets of a deployment: references to Terraform variables (variables.ts), never values. A stack has those that its environment reads. */
export interface Secrets {
  /** DigitalOcean token of the load balancers: those of scopes.ts and nothing else. */
  readonly failoverToken: string;
  /** Spaces key of the database nodes, for the bucket of their backups and nothing else. */
  readonly backupKey: { readonly accessKeyId: string; readonly secretAccessKey: string };
  /** Incoming webhook of the Slack channel that alerts go to. */
  readonly slackWebhookUrl: string;
}

export type EnvironmentFactory = (secrets: Secrets) => Environment;
