import { FAILOVER_SCOPES } from '../host/token-scopes';

/** A variable of Terraform's without a value of its own: `TF_VAR_` and its name in the environment of whatever runs Terraform. */
export interface Variable {
  /** Also, in upper case, the name of the secret in a workflow. */
  readonly name: string;
  /** Completes the sentence "Set TF_VAR_name to ...". */
  readonly description: string;
}

/** All that deployments read. A stack declares those that its environment uses; the workflows and the README are held to them by a test. */
export const VARIABLES = {
  digitaloceanToken: { name: 'digitalocean_token', description: 'a DigitalOcean API token that may write' },
  cloudflareToken: {
    name: 'cloudflare_api_token',
    description: 'a Cloudflare API token for the zone: DNS, SSL and zone settings',
  },
  failoverToken: {
    name: 'failover_token',
    description: `a DigitalOcean API token with the scopes ${FAILOVER_SCOPES.join(', ')}`,
  },
  backupKeyId: {
    name: 'spaces_access_key_id',
    description: 'the id of a Spaces key for the bucket of the backups',
  },
  backupKeySecret: { name: 'spaces_secret_access_key', description: 'the secret of that Spaces key' },
  slackWebhookUrl: {
    name: 'slack_webhook_url',
    description: 'the incoming webhook of the Slack channel that alerts go to',
  },
} satisfies Readonly<Record<string, Variable>>;

/** What Terraform reads beside its variables when the state lies in a bucket. */
export const STATE_CREDENTIALS = ['AWS_ACCESS_KEY_ID', 'AWS_SECRET_ACCESS_KEY'];
