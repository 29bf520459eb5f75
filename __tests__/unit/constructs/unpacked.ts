import { gunzipSync } from 'node:zlib';

/** User-data with the text of its packed files behind it, to look for something in. */
export function unpacked(userData: string): string {
  const packed = [...userData.matchAll(/"?(H4sI[A-Za-z0-9+/=]+)/g)].map(([, content]) =>
    gunzipSync(Buffer.from(content!, 'base64')).toString(),
  );
  const files = packed.map((text) => JSON.parse(text) as Record<string, [mode: string, text: string]>);
  return [
    userData,
    ...files.flatMap((one) => Object.entries(one).map(([path, [mode, text]]) => `${path} ${mode}\n${text}`)),
  ].join('\n');
}
