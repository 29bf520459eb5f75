import { TerraformVariable, type TerraformStack } from 'cdktf';
import { Access, PrivateNetwork } from '../../../constructs';
import { problemsOf } from '../../../testing';
import { commentExamples } from './comment-examples';
import { runExcerpt } from './examples';

const ZONE = '0123456789abcdef0123456789abcdef';

/** With a range and a domain that no example has. */
function given(stack: TerraformStack) {
  const place = { region: 'fra1', ipRange: '10.90.0.0/20', domain: 'given.example.com', zoneId: ZONE };
  return {
    zoneId: ZONE,
    network: new PrivateNetwork(stack, 'given-network', place),
    access: new Access(stack, 'given-access', { sshKeys: ['given'], adminCidrs: ['192.0.2.0/24'] }),
    token: new TerraformVariable(stack, 'given-token', { type: 'string', sensitive: true }).stringValue,
  };
}

const excerpts = commentExamples().filter(({ code }) => /\bthis\b/.test(code));

test.each(excerpts)('synth accepts the example of $place', ({ code }) => {
  expect(problemsOf((stack) => runExcerpt(code, stack, given(stack)))).toEqual([]);
});
