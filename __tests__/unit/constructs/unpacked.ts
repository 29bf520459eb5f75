import { gunzipSync } from 'node:zlib';

const DIGITS = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz!#$%&()*+-;<=>?@^_`{|}~';

/** Of gzip in base85, as constructs/cloud-init/pack.ts makes it. */
export function unpack(text: string): string {
  const bytes = (text.match(/.{1,5}/g) ?? []).map((digits) => {
    const value = [...digits.padEnd(5, '~')].reduce((sum, digit) => sum * 85 + DIGITS.indexOf(digit), 0);
    const four = Buffer.alloc(4);
    four.writeUInt32BE(value);
    return four.subarray(0, digits.length - 1);
  });
  return gunzipSync(Buffer.concat(bytes)).toString();
}

/** Also of user-data that stands in JSON. */
const PACKED = /path: \/var\/lib\/packed-files\b[^]*?content: \\?"((?:\$\{\\?"\$\\?"\}\{|[^"\\])+)\\?"/g;

/** User-data with the text of its packed files behind it, to look for something in. */
export function unpacked(userData: string): string {
  const files = [...userData.matchAll(PACKED)].flatMap(([, packed]) => {
    // As Terraform reads it.
    const text = packed!.replace(/\$\{\\?"\$\\?"\}\{|\$\$\{/g, '${').replace(/%%\{/g, '%{');
    return Object.entries(JSON.parse(unpack(text)) as Record<string, [mode: string, text: string]>);
  });
  return [userData, ...files.map(([path, [mode, content]]) => `${path} ${mode}\n${content}`)].join('\n');
}
