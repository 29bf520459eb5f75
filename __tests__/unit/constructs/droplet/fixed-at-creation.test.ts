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
