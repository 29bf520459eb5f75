import { InvalidArgumentError } from 'commander';

/** For an option or argument of commander's: takes whole numbers from 1 to `most`. */
export function wholeNumber(most = Number.MAX_SAFE_INTEGER): (text: string) => number {
  const range = most === Number.MAX_SAFE_INTEGER ? 'from 1' : `from 1 to ${most}`;
  return (text) => {
    if (!/^[1-9]\d*$/.test(text) || Number(text) > most)
      throw new InvalidArgumentError(`Give a whole number ${range}.`);
    return Number(text);
  };
}
