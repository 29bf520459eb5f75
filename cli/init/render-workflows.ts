import { stringify } from 'yaml';

/** By the hash of a commit: a tag that is moved to other code changes nothing. The same as this package's own workflows. */
export const ACTIONS = {
  checkout: ['actions/checkout@11bd71901bbe5b1630ceea73d27597364c9af683', 'v4.2.2'],
  node: ['actions/setup-node@49933ea5288caeca8642d1e84afbd3f7d6820020', 'v4.4.0'],
  terraform: ['hashicorp/setup-terraform@b9cd54a3c349d3f38e8881555d616ced269862dd', 'v3.1.2'],
} as const;

/** Each is a secret of the repository in upper case, without TF_VAR_. */
const TERRAFORM_VARIABLES = ['digitalocean_token', 'cloudflare_api_token', 'failover_token'];

const secret = (name: string) => `\${{ secrets.${name} }}`;
const CREDENTIALS = {
  AWS_ACCESS_KEY_ID: secret('STATE_ACCESS_KEY_ID'),
  AWS_SECRET_ACCESS_KEY: secret('STATE_SECRET_ACCESS_KEY'),
  ...Object.fromEntries(TERRAFORM_VARIABLES.map((name) => [`TF_VAR_${name}`, secret(name.toUpperCase())])),
};

const use = (name: keyof typeof ACTIONS, settings: object) => ({ uses: ACTIONS[name][0], with: settings });
const PREPARE = [
  use('checkout', { 'persist-credentials': false }),
  use('node', { 'node-version': 22, cache: 'npm' }),
  use('terraform', { terraform_version: '1.11.4', terraform_wrapper: false }),
  { run: 'npm ci' },
];

function render(comment: string, workflow: object): string {
  const text = stringify({ ...workflow, permissions: { contents: 'read' } }, { lineWidth: 0 });
  const versions = Object.values(ACTIONS).map(([action, version]) => [action, `${action} # ${version}`] as const);
  return `# ${comment}\n${versions.reduce((all, [action, named]) => all.replaceAll(action, named), text)}`;
}

export function renderTestWorkflow(): string {
  return render('Every pull request: types, tests, and whether the site synthesizes.', {
    name: 'test',
    on: { push: { branches: ['main'] }, pull_request: null },
    jobs: {
      test: {
        'runs-on': 'ubuntu-latest',
        'timeout-minutes': 15,
        steps: [...PREPARE, { run: 'npm run types' }, { run: 'npm test' }, { run: 'npm run synth' }],
      },
    },
  });
}

const TUNNEL = `umask 077
mkdir -p ~/.ssh
printf '%s\\n' "$BASTION_KEY" > ~/.ssh/bastion
printf '%s\\n' "$BASTION_HOST_KEY" > ~/.ssh/bastion_known_hosts
ssh -f -N -D 127.0.0.1:1080 -i ~/.ssh/bastion -o IdentitiesOnly=yes \\
  -o StrictHostKeyChecking=yes -o UserKnownHostsFile=~/.ssh/bastion_known_hosts \\
  -o ExitOnForwardFailure=yes -o ServerAliveInterval=15 -o BatchMode=yes "$BASTION"
`;

/** Only a state in a bucket can be reached from here. */
export function renderDeployWorkflow(): string {
  const bastion = ['BASTION', 'BASTION_HOST_KEY', 'BASTION_KEY'];
  return render(
    "Deploys main, when the reviewers of the environment 'deploy' have approved it, through a bastion whose address is in 'adminCidrs'.",
    {
      name: 'deploy',
      on: { push: { branches: ['main'] }, workflow_dispatch: null },
      concurrency: { group: 'deploy', 'cancel-in-progress': false },
      jobs: {
        deploy: {
          'runs-on': 'ubuntu-latest',
          'timeout-minutes': 120,
          environment: 'deploy',
          env: CREDENTIALS,
          steps: [
            ...PREPARE,
            { name: 'Judge what it would do', run: 'npx cdktf-web-infrastructure plan production' },
            {
              name: 'Open a tunnel through the bastion',
              run: TUNNEL,
              env: Object.fromEntries(bastion.map((name) => [name, secret(name)])),
            },
            {
              run: 'npx cdktf deploy production --auto-approve',
              env: { READINESS_PROXY: 'socks5h://127.0.0.1:1080' },
            },
          ],
        },
      },
    },
  );
}
