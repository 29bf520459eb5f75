import { Password } from '@cdktf/provider-random/lib/password';
import { TerraformOutput } from 'cdktf';
import { databaseUrl } from '../../../../constructs/app/database-url';
import { newSite, synthesize } from '../synth';

const WRITER = { host: '127.0.0.1', port: 3306 };

test('the login stands in a URL as it is, whatever characters it has', () => {
  const login = { user: 'sh@p', password: 'a b/+%?#:@é', database: 'shop' };
  const url = new URL(databaseUrl(login, WRITER));
  expect([url.username, url.password].map(decodeURIComponent)).toEqual([login.user, login.password]);
  expect([url.protocol, url.host, url.pathname, url.search]).toEqual([
    'mysql:',
    '127.0.0.1:3306',
    '/shop',
    '?ssl-mode=REQUIRED',
  ]);
});

test('a password that Terraform makes is encoded by Terraform', () => {
  const { stack } = newSite();
  const { result } = new Password(stack, 'password', { length: 20 });
  new TerraformOutput(stack, 'url', { value: databaseUrl({ user: 'app', password: result, database: 'app' }, WRITER) });
  expect(synthesize(stack).output.url).toHaveProperty(
    'value',
    'mysql://app:${replace(urlencode(random_password.password.result), "+", "%20")}@127.0.0.1:3306/app?ssl-mode=REQUIRED',
  );
});
