import type { Choices } from './choices';
import type { OwnManifest } from './render-manifest';

/** README.md of the project: its commands in their order. */
export function renderReadme({ domain, stateBucket }: Choices, { homepage }: OwnManifest): string {
  const guides = homepage.replace('#readme', '/blob/main/docs/guides');
  return `# ${domain}

Load balancers, web servers, app servers and a MySQL cluster on DigitalOcean behind Cloudflare, by [cdktf-web-infrastructure](${guides}/README.md).
\`site-stack.ts\` says what the site is; \`main.ts\` names its environments.

    npm test                                             the site keeps what it promises, and is what it was
    npx cdktf-web-infrastructure report production       cost a month, single points of failure
    npx cdktf-web-infrastructure doctor production       tokens, limits, names: before the first deploy
    npx cdktf deploy production
    npx cdktf-web-infrastructure status production       what works, what does not

A deploy reads these variables:

    export TF_VAR_digitalocean_token=...       a token that may write
    export TF_VAR_cloudflare_api_token=...     for the zone: DNS, zone settings, SSL
    export TF_VAR_failover_token=...           lies on the load balancers: reserved_ip and droplet alone
${
  stateBucket === undefined
    ? `
Terraform's state is the file \`terraform.production.tfstate\`: it has secrets in clear, and belongs neither into git nor to one person alone.
Before a second person or a pipeline deploys, move it into a bucket: [the first deploy](${guides}/first-deploy.md#4-buckets).
`
    : `    export AWS_ACCESS_KEY_ID=...               a Spaces key for the bucket ${stateBucket}
    export AWS_SECRET_ACCESS_KEY=...

The bucket \`${stateBucket}\` holds Terraform's state, which has secrets in clear: it is private and keeps versions.
`
}
[The first deploy](${guides}/first-deploy.md) has every step, with the scopes of each token.
`;
}
