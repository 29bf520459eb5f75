import fc from 'fast-check';
import { shrink } from '../../../chaos/schedule/shrink';

const needs = (culprits: readonly number[]) => (part: readonly number[]) =>
  Promise.resolve(culprits.every((one) => part.includes(one)));

test('leaves exactly the faults that it takes', async () => {
  await fc.assert(
    fc.asyncProperty(fc.uniqueArray(fc.nat(), { minLength: 1, maxLength: 30 }), fc.nat(), async (items, which) => {
      const culprits = items.filter((_, i) => (which >> (i % 20)) & 1).slice(0, 3);
      const wanted = culprits.length > 0 ? culprits : items.slice(0, 1);
      expect([...(await shrink(items, needs(wanted)))].sort()).toEqual([...wanted].sort());
    }),
  );
});

test('keeps the order, and asks no more often than it may', async () => {
  const items = Array.from({ length: 16 }, (_, i) => i);
  expect(await shrink(items, needs([3, 12]))).toEqual([3, 12]);
  let asked = 0;
  const counted = (part: readonly number[]) => {
    asked += 1;
    return needs([3, 12])(part);
  };
  const part = await shrink(items, counted, 4);
  expect(asked).toBe(4);
  expect(await needs([3, 12])(part)).toBe(true);
});

test('one fault is not run again', async () => {
  expect(await shrink([1], () => Promise.reject(new Error('asked')))).toEqual([1]);
});

test('what fails only as a whole stays whole', async () => {
  expect(await shrink([1, 2, 3], needs([1, 2, 3]))).toEqual([1, 2, 3]);
});
