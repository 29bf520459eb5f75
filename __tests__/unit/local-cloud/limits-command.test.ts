import { limitsCommand } from '../../../local-cloud/limits-command';
import { TestCloud } from './api/cloud';
import { printed } from './printed';

let cloud: TestCloud;
beforeAll(async () => {
  cloud = await TestCloud.start();
});
afterAll(() => cloud.stop());

const limits = (...args: string[]) => printed(cloud, limitsCommand, args);

test('limits are shown, and those that are given are changed', async () => {
  expect(await limits()).toBe(`rate limits   off
droplets      190
volumes       100
reserved IPs  51
`);
  expect(await limits('--rate-limits', 'on', '--droplets', '3', '--volumes', '2', '--reserved-ips', '1')).toBe(
    `rate limits   on
droplets      3
volumes       2
reserved IPs  1
`,
  );
  expect(await limits('--rate-limits', 'off')).toContain('rate limits   off\ndroplets      3\n');
});

test('what the local cloud refuses is refused in its words', async () => {
  await expect(limits('--volumes', 'many')).rejects.toThrow('body/volumes must be integer');
});
