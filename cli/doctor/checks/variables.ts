import type { Check } from '../check';
import { failure, ok, type Finding } from '../finding';
import type { Values } from '../../project/planned-stack';
import { STATE_KEY_VARIABLES, stateBucketOf, stateKeyOf } from '../planned/state-bucket';

/** Every value that a deploy reads from the environment. Says which are set, never to what. */
export const variables: Check = {
  id: 'variables',
  title: 'every variable of the stack, and the keys of the bucket that holds the state',
  run({ stack, env }) {
    const findings: Finding[] = stack.variables
      .filter(({ values }) => isRequired(values))
      .map(({ name, values }) =>
        env[`TF_VAR_${name}`]
          ? ok(`TF_VAR_${name} is set`)
          : failure(`TF_VAR_${name} is not set`, `set it to ${descriptionOf(values) ?? 'the value of the variable'}`),
      );
    const bucket = stateBucketOf(stack);
    if (bucket && !stateKeyOf(stack, env)) {
      for (const name of STATE_KEY_VARIABLES.filter((one) => !env[one]))
        findings.push(failure(`${name} is not set`, `set it to a key for the bucket '${bucket.bucket}' of the state`));
    } else if (bucket) findings.push(ok(`${STATE_KEY_VARIABLES.join(' and ')} are set, for the bucket of the state`));
    return Promise.resolve(findings);
  },
};

/** Without a default, or with an empty one that a validation refuses. */
function isRequired({ default: fallback, validation }: Values): boolean {
  if (fallback === undefined) return true;
  return fallback === '' && Array.isArray(validation) && validation.length > 0;
}

function descriptionOf({ description }: Values): string | undefined {
  return typeof description === 'string' && description !== '' ? description : undefined;
}
