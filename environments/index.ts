import type { EnvironmentFactory } from './environment';
import { local } from './local';
import { production } from './production';
import { threeServer } from './three-server';

/** Every environment is one stack of its name. */
export const environments: Readonly<Record<string, EnvironmentFactory>> = {
  'three-server': threeServer,
  production,
  local,
};
