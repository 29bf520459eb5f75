import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { terraformBinary } from '../../../host/terraform-binary';
import type { Check, DoctorContext } from '../check';
import { failure, ok, skipped, warning, type Finding } from '../finding';
import { SUPPORTED, satisfies } from '../versions';

export const tools: Check = {
  id: 'versions',
  title: 'Node.js, Terraform or OpenTofu, and the providers',
  async run(context) {
    return [nodeFinding(context.nodeVersion), await terraformFinding(context), ...providerFindings(context)];
  },
};

function nodeFinding(version: string): Finding {
  return satisfies(version, SUPPORTED.node)
    ? ok(`Node.js ${version}`)
    : failure(`Node.js ${version} is too old`, `use ${SUPPORTED.node}`);
}

async function terraformFinding({ env, run }: DoctorContext): Promise<Finding> {
  const program = terraformBinary(env);
  let printed: string;
  try {
    printed = await run(program, ['version']);
  } catch {
    return failure(`there is no ${program}`, 'install Terraform or OpenTofu, or name it in TERRAFORM_BINARY_NAME');
  }
  const [, product = '', version = ''] = /^(Terraform|OpenTofu) v(\S+)/m.exec(printed) ?? [];
  if (!version) return warning(`${program} prints no version`, 'check that it is Terraform or OpenTofu');
  const range = product === 'OpenTofu' ? SUPPORTED.opentofu : SUPPORTED.terraform;
  return satisfies(version, range)
    ? ok(`${product} ${version}`)
    : failure(`${product} ${version} is not supported`, `use ${range}`);
}

function providerFindings({ stack }: DoctorContext): Finding[] {
  const locked = lockedVersions(join(stack.directory, '.terraform.lock.hcl'));
  return stack.requiredProviders.map(([name, { source = `hashicorp/${name}`, version: constraint }]) => {
    const short = source.split('/').slice(-2).join('/');
    const range = SUPPORTED.providers[short];
    const version = locked?.get(short) ?? (constraint && /^[\d.]+$/.test(constraint) ? constraint : undefined);
    if (version === undefined) return skipped(`provider ${short}: no version is locked before 'terraform init'`);
    if (locked?.has(short) && constraint && !satisfies(version, constraint)) {
      const remedy = `run 'terraform init -upgrade' in ${stack.directory}`;
      return failure(`provider ${short} is locked at ${version}, the configuration wants ${constraint}`, remedy);
    }
    if (range === undefined) return ok(`provider ${short} ${version}, not one of this package's`);
    return satisfies(version, range)
      ? ok(`provider ${short} ${version}`)
      : warning(`provider ${short} ${version} is outside of what this package was tested with`, `use ${range}`);
  });
}

/** undefined before `terraform init`. */
function lockedVersions(path: string): ReadonlyMap<string, string> | undefined {
  if (!existsSync(path)) return undefined;
  const blocks = readFileSync(path, 'utf8').matchAll(/^provider "([^"]+)" \{[^}]*?^\s*version\s*=\s*"([^"]+)"/gms);
  return new Map([...blocks].map(([, source, version]) => [source!.split('/').slice(-2).join('/'), version!]));
}
