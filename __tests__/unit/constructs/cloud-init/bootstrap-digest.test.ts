import { Lazy } from 'cdktf';
import { bootstrapDigest } from '../../../../constructs/cloud-init/bootstrap-digest';

const renewed = ['/etc/secrets'];
const digest = (content: string, secrets = 'x', packages = ['nginx']) =>
  bootstrapDigest(
    [
      {
        packages,
        files: [
          { path: '/etc/a', content },
          { path: '/etc/secrets', content: secrets },
        ],
      },
    ],
    renewed,
  );

test('is another for another file or package', () => {
  expect(new Set([digest('a'), digest('b'), digest('a', 'x', ['haproxy'])]).size).toBe(3);
});

test('is the same for other files that deploys renew', () => {
  expect(digest('a', 'y')).toBe(digest('a', 'x'));
});

test('is the same for another estimate of a size', () => {
  const [one, two] = [70, 80].map((size) =>
    bootstrapDigest([{ files: [{ path: '/etc/a', content: 'a', size }] }], renewed),
  );
  expect(one).toBe(two);
});

test('is the same for another token in the place of one, which has other numbers in every synth', () => {
  const [one, two] = ['1', '2'].map((value) => Lazy.stringValue({ produce: () => value }));
  expect(one).not.toBe(two);
  expect(digest(`key=${one}`)).toBe(digest(`key=${two}`));
});
