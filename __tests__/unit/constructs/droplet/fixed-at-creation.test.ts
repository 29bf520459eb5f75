import { Lazy } from 'cdktf';
import { FixedAtCreation } from '../../../../constructs/droplet/fixed-at-creation';
import { newStack, resources } from '../synth';

test('a value is kept from the first deploy on, and compared with by every plan', () => {
  const stack = newStack();
  const computed = Lazy.stringValue({ produce: () => '${digitalocean_vpc.x.id}' });
  new FixedAtCreation(stack, 'fixed', {
    kind: { value: 'a group', prop: 'nodes', remedy: 'keep it' },
    // Not comparable: it may be unknown when Terraform plans.
    computed: { value: computed, prop: 'vpcId', remedy: 'keep it' },
  });
  expect(resources(stack, 'terraform_data')).toEqual([
    expect.objectContaining({
      input: { kind: 'a group' },
      lifecycle: {
        ignore_changes: ['input'],
        postcondition: [
          {
            condition: '${try(self.output.kind, "a group") == "a group"}',
            error_message:
              "[test] 'nodes' must stay '${try(self.output.kind, \"a group\")}' for nodes that keep data, got 'a group' (keep it)",
          },
        ],
      },
    }),
  ]);
});

test('a value that is newer than a site is compared with what sites had before it', () => {
  const stack = newStack();
  const server = { value: '9.7', prop: 'version', remedy: 'keep it', before: "the distribution's" };
  new FixedAtCreation(stack, 'fixed', { server });
  const [{ lifecycle }] = resources(stack, 'terraform_data') as [{ lifecycle: { postcondition: unknown[] } }];
  expect(lifecycle.postcondition).toEqual([
    {
      condition: '${try(self.output.server, "the distribution\'s") == "9.7"}',
      error_message:
        "[test] 'version' must stay '${try(self.output.server, \"the distribution's\")}' for nodes that keep data, got '9.7' (keep it)",
    },
  ]);
});
