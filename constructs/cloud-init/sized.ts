import { countTokens, isToken, splitTokens } from './escape';

/** The file with the size that it can have when none of its Terraform values is longer than `perValue` bytes, such as 255 of a host name. */
export function sized<File extends { readonly content: string }>(
  file: File,
  perValue: number,
): File & { readonly size: number } {
  const own = splitTokens(file.content).filter((piece) => !isToken(piece));
  return { ...file, size: Buffer.byteLength(own.join('')) + perValue * countTokens(file.content) };
}
