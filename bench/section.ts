import { readFileSync, writeFileSync } from 'node:fs';
import { cpus, totalmem } from 'node:os';
import { join } from 'node:path';

const DOCUMENT = join(__dirname, '../docs/throughput.md');

/** The document with what stands between the marks of `bench NAME` replaced. */
export function withSection(document: string, name: string, text: string): string {
  const [begin, end] = [`<!-- bench ${name} -->\n`, `\n<!-- /bench ${name} -->`];
  const [from, to] = [document.indexOf(begin), document.indexOf(end)];
  if (from < 0 || to < from) throw new Error(`docs/throughput.md has no ${begin.trim()} and ${end.trim()}`);
  return document.slice(0, from + begin.length) + text + document.slice(to);
}

/** Into docs/throughput.md. */
export function publish(name: string, text: string): void {
  writeFileSync(DOCUMENT, withSection(readFileSync(DOCUMENT, 'utf8'), name, text));
}

/** Such as "2 processors, AMD EPYC, 24 GiB". */
export function machine(): string {
  return `${cpus().length} processors, ${cpus()[0]!.model.trim()}, ${Math.round(totalmem() / 2 ** 30)} GiB`;
}
