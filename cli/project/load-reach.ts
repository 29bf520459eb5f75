import { isAbsolute, resolve } from 'node:path';
import { createRequire } from 'node:module';
import { pathToFileURL } from 'node:url';
import type { FindReach } from '../reach';
import { internetReach } from './internet-reach';

const VARIABLE = 'WEB_INFRASTRUCTURE_REACH';

/**
 * Stacks that a module knows how to reach are reached so: `WEB_INFRASTRUCTURE_REACH`, or `webInfrastructure.reach` of cdktf.json, names it by a
 * path or as a package. All others are reached over the Internet.
 */
export function loadReach(directory: string, configured: string | undefined): FindReach {
  const name = process.env[VARIABLE] ?? configured;
  if (!name) return internetReach;
  let loaded: Promise<FindReach> | undefined;
  return async (stack) => {
    const reach = await (loaded ??= load(directory, name));
    return (await reach(stack)) ?? internetReach(stack);
  };
}

async function load(directory: string, name: string): Promise<FindReach> {
  const isPath = name.startsWith('.') || isAbsolute(name);
  let module: { reach?: FindReach };
  try {
    const file = isPath ? resolve(directory, name) : createRequire(resolve(directory, 'cdktf.json')).resolve(name);
    module = (await import(pathToFileURL(file).href)) as typeof module;
  } catch (error) {
    throw new Error(`the module '${name}' of ${VARIABLE} or cdktf.json cannot be loaded: ${(error as Error).message}`, {
      cause: error,
    });
  }
  if (typeof module.reach !== 'function')
    throw new Error(`the module '${name}' of ${VARIABLE} or cdktf.json exports no function \`reach\``);
  return module.reach;
}
