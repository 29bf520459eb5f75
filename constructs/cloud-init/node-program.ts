import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { NodeFile } from './node-file';

/**
 * A program that runs on nodes, kept as a file of its own beside the construct that installs it, so that it can be read,
 * linted and tested as what it is. `directory` is the construct's `__dirname`.
 */
export function readNodeProgram(directory: string, name: string): string {
  return readFileSync(join(directory, 'node', name), 'utf8');
}

/** Lines of comments, which user-data has no room for: the limit of DigitalOcean's API is 64 KiB. */
const COMMENTS = /^[ \t]*(#( .*)?)?\n/gm;

/** The program as an executable in /usr/local/sbin, without its file extension and comments. */
export function nodeProgram(directory: string, name: string): NodeFile {
  return {
    path: `/usr/local/sbin/${name.replace(/\.\w+$/, '')}`,
    mode: '0755',
    content: readNodeProgram(directory, name).replace(COMMENTS, ''),
    packed: true,
  };
}
