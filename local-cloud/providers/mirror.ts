import { chmod, copyFile, mkdir, readdir, rm, writeFile } from 'node:fs/promises';
import { arch, platform } from 'node:os';
import { join } from 'node:path';
import { build } from 'esbuild';
import { providers } from './providers';

/** As Terraform names this machine. */
const PLATFORM = `${platform() === 'win32' ? 'windows' : platform()}_${arch() === 'x64' ? 'amd64' : arch()}`;
const WIRE = join(__dirname, 'wire');

/**
 * Lays the stand-ins out as plugins in a filesystem mirror, for a Terraform that is started without TF_REATTACH_PROVIDERS:
 * name the directory in the `filesystem_mirror` of a CLI configuration. What was in the directory is removed.
 * @param registryHost as askRegistryHost gives it
 */
export async function buildPluginMirror(directory: string, registryHost: string): Promise<void> {
  await rm(directory, { recursive: true, force: true });
  await mkdir(directory, { recursive: true });
  await build({
    entryPoints: [join(WIRE, 'plugin-main.ts')],
    outfile: join(directory, 'providers.cjs'),
    bundle: true,
    platform: 'node',
    target: 'node20',
    format: 'cjs',
    logLevel: 'error',
  });
  for (const file of await readdir(WIRE))
    if (file.endsWith('.proto')) await copyFile(join(WIRE, file), join(directory, file));
  await Promise.all(
    Object.entries(providers).map(([source, { version }]) => writePackage(directory, registryHost, source, version)),
  );
}

/** Terraform locks the hash of a package's folder, so it holds only what never changes: the bundle stays outside. */
async function writePackage(mirror: string, host: string, source: string, version: string): Promise<void> {
  const directory = join(mirror, host, source, version, PLATFORM);
  const launcher = join(directory, `terraform-provider-${source.split('/')[1]}_v${version}`);
  await mkdir(directory, { recursive: true });
  await writeFile(launcher, "#!/usr/bin/env node\nrequire('../../../../../providers.cjs');\n");
  await chmod(launcher, 0o755);
  // Or Node heeds a package.json further up and refuses a module that ends in ".0".
  await writeFile(join(directory, 'package.json'), '{ "type": "commonjs" }\n');
}
