/** What a launcher in the mirror starts: the stand-in whose name is in the launcher's. */
import { basename } from 'node:path';
import { providers } from '../providers';
import { servePlugin } from './plugin';

const name = /^terraform-provider-([^_]+)/.exec(basename(process.argv[1] ?? ''))?.[1];
const source = Object.keys(providers).find((one) => one.split('/')[1] === name);
if (!source) throw new Error(`no stand-in for a plugin named '${basename(process.argv[1] ?? '')}'`);
void servePlugin(providers[source]!.definition);
