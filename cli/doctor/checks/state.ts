import { access, constants, stat } from 'node:fs/promises';
import { dirname } from 'node:path';
import type { Check } from '../check';
import { failure, ok, type Finding } from '../finding';
import { stateFileOf } from '../planned/state';

export const state: Check = {
  id: 'state',
  title: "whether Terraform's state can be read, and by whom",
  async run({ stack, state: read }) {
    const reading = await read();
    const findings: Finding[] = [];
    if (reading.kind === 'unreadable') {
      const remedy = 'see the checks of the variables and of the bucket';
      findings.push(failure(`the state cannot be read: ${reading.reason}`, remedy));
    } else if (reading.kind === 'none') findings.push(ok('there is no state yet: nothing is deployed'));
    else findings.push(ok(`the state has ${reading.resources.length} resources`));
    if (stack.backend.kind === 'local') findings.push(...(await fileFindings(stateFileOf(stack))));
    return findings;
  },
};

async function fileFindings(path: string): Promise<Finding[]> {
  const findings: Finding[] = [];
  for (const file of [path, `${path}.backup`]) {
    const mode = await stat(file).then(
      (one) => one.mode & 0o777,
      () => undefined,
    );
    if (mode === undefined) continue;
    findings.push(
      (mode & 0o077) === 0
        ? ok(`${file} can be read by its owner alone`)
        : failure(`${file} has secrets in it and the mode ${mode.toString(8)}`, `chmod 600 ${file}`),
    );
  }
  const directory = dirname(path);
  const writable = await access(directory, constants.W_OK).then(
    () => true,
    () => false,
  );
  if (!writable)
    findings.push(failure(`the state cannot be written to ${directory}`, 'make the directory, or run as its owner'));
  return findings;
}
