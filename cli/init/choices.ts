import { isCidr } from '../../constructs/network/cidr';
import { isHostName } from '../../constructs/network/host-name';
import { REGIONS } from '../../constructs/network/region';
import { FRAMEWORKS, FRAMEWORK_NAMES, SAMPLE, type FrameworkName } from './frameworks';

/** What a new project is made from. */
export interface Choices {
  /** The site's name. */
  readonly domain: string;
  /** Slug of the DigitalOcean region. */
  readonly region: string;
  readonly framework: FrameworkName;
  /** Name of an ssh key in the DigitalOcean account. */
  readonly sshKey: string;
  /** Ranges of the machines that deploy and operate. */
  readonly adminCidrs: readonly string[];
  /** Who gets alerts. */
  readonly email: string;
  /** Repository of the app's code. @default the sample app */
  readonly code?: string;
  /** Tag or commit of it. @default the sample app */
  readonly ref?: string;
  /** Starts the app. @default the sample app */
  readonly start?: string;
  /** Bucket in DigitalOcean's Spaces for Terraform's state. @default a file, for one machine alone */
  readonly stateBucket?: string;
}

type Given = Partial<Choices>;
type Rule = readonly [option: string, holds: (given: Given) => boolean, says: string];

const isGitUrl = (url: string) => /^(https|ssh):\/\/[^\s/]+\/\S+$/.test(url);
const ofOwnApp = (holds: (given: Given) => boolean) => (given: Given) =>
  given.framework === undefined || given.framework === SAMPLE || holds(given);
const withoutSample = (given: Given) =>
  given.framework !== SAMPLE || (given.code === undefined && given.ref === undefined && given.start === undefined);

const RULES: readonly Rule[] = [
  ['--domain', ({ domain }) => isHostName(domain ?? ''), "the site's name, such as www.example.com"],
  ['--region', ({ region }) => REGIONS.slugs.includes(region ?? ''), `one of ${REGIONS.slugs.join(', ')}`],
  ['--framework', ({ framework }) => framework !== undefined, `one of ${FRAMEWORK_NAMES.join(', ')}`],
  ['--ssh-key', ({ sshKey }) => /\S/.test(sshKey ?? ''), 'the name of an ssh key in your DigitalOcean account'],
  [
    '--admin-cidr',
    ({ adminCidrs = [] }) => adminCidrs.length > 0 && adminCidrs.every(isCidr),
    'the range of the machines that deploy, such as 198.51.100.7/32',
  ],
  ['--email', ({ email }) => /^[^\s@]+@[^\s@]+\.[^\s@]+$/.test(email ?? ''), 'the address that gets alerts'],
  ['--code', ofOwnApp(({ code }) => isGitUrl(code ?? '')), "the app's repository, by https:// or ssh://"],
  ['--ref', ofOwnApp(({ ref }) => /^[\w.\/+-]+$/.test(ref ?? '')), 'a tag or commit of that repository'],
  [
    '--start',
    ofOwnApp(({ start }) => /^[^\n]*\S[^\n]*$/.test(start ?? '')),
    `the command that starts the app, such as '${FRAMEWORKS.django.startExample}' or '${FRAMEWORKS.node.startExample}'`,
  ],
  ['--framework', withoutSample, "the app's own: the sample app takes no --code, --ref or --start"],
  [
    '--state-bucket',
    ({ stateBucket }) => stateBucket === undefined || /^[a-z0-9][a-z0-9-]{1,61}[a-z0-9]$/.test(stateBucket),
    'the name of a bucket: 3 to 63 letters, digits and hyphens',
  ],
];

/** The choices, when all are there and right. Throws all that is not, at once. */
export function checkChoices(given: Given): Choices {
  const wrong = RULES.filter(([, holds]) => !holds(given)).map(([option, , says]) => `  ${option}: give ${says}`);
  if (wrong.length > 0) throw new Error(`the project needs\n${wrong.join('\n')}`);
  return given as Choices;
}
