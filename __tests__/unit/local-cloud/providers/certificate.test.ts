import { certificate } from '../../../../local-cloud/providers/digitalocean/certificate';
import { projectResources } from '../../../../local-cloud/providers/digitalocean/project-resources';
import { planChange } from '../../../../local-cloud/providers/framework/plan';

const NONE = { private_key: null, leaf_certificate: null, certificate_chain: null, domains: null };

test('the names of a certificate conflict with what is uploaded', () => {
  const config = { ...NONE, name: 'web', domains: ['example.com'], leaf_certificate: 'PEM' };
  expect(() => planChange(certificate, null, config)).toThrow("'domains' conflicts with 'leaf_certificate'");
});

test.each([
  ['custom', { leaf_certificate: 'PEM' }, "'private_key' is required"],
  ['custom', { private_key: 'PEM' }, "'leaf_certificate' is required"],
  ['lets_encrypt', {}, "'domains' is required"],
])('a certificate of the type %s with %j alone is refused before anything is sent', async (type, more, message) => {
  const config = { ...NONE, name: 'web', type, ...more };
  await expect(certificate.create({ planned: config, config } as never)).rejects.toThrow(message);
});

test('resources of a project are not imported', () => {
  expect(() => projectResources.import!('id')).toThrow('does not support import');
});
