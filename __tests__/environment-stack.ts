import { App } from 'cdktf';
import { environments } from '../environments';
import { WebStack } from '../stacks/web-stack';

/** The stack of an environment, synthesized by nobody; a sentence for a name that is none. */
export function stackOfEnvironment(name: string): WebStack {
  const environment = environments[name];
  if (!environment) throw new Error(`no environment '${name}' (use ${Object.keys(environments).join(', ')})`);
  return new WebStack(new App(), name, environment);
}
