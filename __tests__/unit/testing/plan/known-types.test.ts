import { App, Testing, type TerraformStack } from 'cdktf';
import { readdirSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { AppSource, Failover, Monitoring, MysqlDatabase, WebInfrastructure } from '../../../../constructs';
import { environments } from '../../../../environments';
import { WebStack } from '../../../../stacks/web-stack';
import { classifyPlan, synthesize, type StackSource } from '../../../../testing';
import { change, planOf } from './change';

const loadModule = createRequire(__filename);
const EXAMPLES = join(__dirname, '../../../../examples');

function* sources(): Generator<StackSource> {
  for (const file of readdirSync(EXAMPLES)) {
    const [example] = Object.values(
      loadModule(join(EXAMPLES, file)) as Record<string, (stack: TerraformStack) => void>,
    );
    yield example!;
  }
  yield (stack) => {
    new WebInfrastructure(stack, 'site', {
      domain: 'www.foobar.com',
      region: 'ams3',
      access: { sshKeys: ['platform-team'], adminCidrs: ['198.51.100.0/24'] },
      loadBalancer: { failover: Failover.edge({ pool: { accountId: 'a'.repeat(32) } }) },
      app: { source: AppSource.sample() },
      database: MysqlDatabase.managed(),
      monitoring: Monitoring.standard({ email: ['oncall@foobar.com'] }),
    });
  };
  for (const [name, environment] of Object.entries(environments)) {
    yield new WebStack(Testing.stubVersion(new App({ stackTraces: false })), name, environment);
  }
}

test('whatever the environments, the examples and a site behind an edge pool make, a rule knows what it means to destroy it', () => {
  const types = new Set([...sources()].flatMap((source) => Object.keys(synthesize(source).configuration.resource)));
  expect(types.size).toBeGreaterThan(15);
  const ruleOf = (type: string) => classifyPlan(planOf(change(type, 'destroy'))).changes[0]!.rule;
  expect([...types].filter((type) => ruleOf(type) === 'unknown-destroyed')).toEqual([]);
}, 60_000);
