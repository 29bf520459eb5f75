import { TerraformVariable, type TerraformStack } from 'cdktf';
import { DropletGroup } from '../../../../constructs/droplet/droplet-group';
import { pictureOf, type PicturePart } from '../../../../constructs/picture/picture';
import { activePassive } from '../../../../examples/active-passive';
import { loadBalancerAlone } from '../../../../examples/load-balancer-alone';
import { managedDatabase } from '../../../../examples/managed-database';
import { stackOfEnvironment } from '../../../environment-stack';
import { newSite, newStack } from '../synth';

const production = pictureOf(stackOfEnvironment('production'));

function pictureWith(example: (stack: TerraformStack) => void) {
  const stack = newStack();
  example(stack);
  return pictureOf(stack);
}

function part({ parts }: { readonly parts: readonly PicturePart[] }, title: string): PicturePart {
  return parts.find((one) => one.title === title)!;
}

/** `from -> to: ports`, by titles. */
function arrows(picture: ReturnType<typeof pictureOf>): string[] {
  const title = (id: string) => picture.parts.find((one) => one.id === id)!.title;
  return picture.arrows.map(({ from, to, label }) => `${title(from)} -> ${title(to)}: ${label}`);
}

const roles = ({ machines }: PicturePart) => machines.map(({ name, role }) => `${name} ${role}`);

test('follows a request from the visitor to the backups, by the ports that firewalls open', () => {
  expect(arrows(production).sort()).toEqual([
    'Cloudflare -> lb: 80, 443',
    'app -> mysql: 3306, 9200',
    'lb -> web: 8080, 8406',
    'mysql -> Backups: HTTPS, encrypted by age',
    'visitors -> Cloudflare: www.foobar.com',
    'web -> app: 8000, 8406',
  ]);
});

test('tells in each box what is open to operators and to its own nodes', () => {
  expect(part(production, 'mysql').lines).toEqual([
    'a secondary takes over while 2 of 3 are up',
    'mysql.int.foobar.com',
    'a volume of 100 GiB each',
    'open to administrators: 9180, 9181',
    'open to each other: 3306, 9180, 9200, 33061',
    'open to lb: 22',
  ]);
  expect(production.legend).toEqual(['administrators: 198.51.100.128/25']);
});

test('names who is active and who takes over', () => {
  expect(roles(part(production, 'lb'))).toEqual(['lb-1 active', 'lb-2 standby']);
  expect(roles(part(production, 'mysql'))).toEqual(['mysql-1 primary', 'mysql-2 secondary', 'mysql-3 secondary']);
  expect(roles(part(pictureWith(activePassive), 'web'))).toEqual(['web-1 active', 'web-2 passive']);
  expect(part(production, 'web').machines).toEqual([{ name: 'web-1' }, { name: 'web-2' }]);
});

test('puts tiers into their network, and Cloudflare outside of it', () => {
  expect(production.networks).toEqual([{ id: 'production/site/network', title: 'VPC 10.20.0.0/20 in fra1' }]);
  expect(part(production, 'web').network).toBe('production/site/network');
  expect(part(production, 'Cloudflare')).not.toHaveProperty('network');
});

test('draws a managed database with its standby and its readers', () => {
  const picture = pictureWith(managedDatabase);
  expect(roles(part(picture, 'Managed MySQL'))).toEqual(['node 1 primary', 'node 2 standby', 'node 3 read replica']);
  expect(arrows(picture)).toContain('app -> Managed MySQL: 25060');
});

test('draws servers that somebody else made behind a load balancer', () => {
  expect(arrows(pictureWith(loadBalancerAlone))).toContain('lb -> shop.int.foobar.com: 3000');
});

test('marks single points of failure', () => {
  const marked = (environment: string) =>
    pictureOf(stackOfEnvironment(environment))
      .parts.filter(({ singlePointOfFailure }) => singlePointOfFailure)
      .map(({ title }) => title);
  expect(marked('three-server')).toEqual(['mysql', 'lb']);
  expect(marked('production')).toEqual([]);
});

test('draws a part of a stack, and names who comes in from outside of it', () => {
  const stack = stackOfEnvironment('production');
  const web = stack.node.findChild('site').node.findChild('web');
  expect(pictureOf(web)).toMatchObject({
    parts: [{ title: 'web', lines: expect.arrayContaining(['open to lb: 22, 8080, 8406']) as string[] }],
    arrows: [],
  });
});

test('shows no token', () => {
  const { stack, ...shared } = newSite();
  const range = new TerraformVariable(stack, 'range', {});
  const size = new TerraformVariable(stack, 'size', {}).stringValue;
  const group = new DropletGroup(stack, 'cache', {
    ...shared,
    role: 'cache',
    nodes: 2,
    size,
    cloudInit: [],
    readiness: {},
  });
  group.allowFrom({ cidrs: [range.stringValue] }, 6379);
  const picture = pictureOf(stack);
  expect(JSON.stringify(picture)).not.toContain('TfToken');
  expect(arrows(picture)).toEqual(['(known to Terraform) -> cache: 6379']);
});
