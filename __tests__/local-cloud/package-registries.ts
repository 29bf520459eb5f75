import { execFileSync } from 'node:child_process';

/** By the client's own configuration. */
export function npmRegistry(): string {
  return execFileSync('npm', ['config', 'get', 'registry'], { encoding: 'utf8' }).trim();
}

/** Hosts of the registries that this machine's npm and pip use: what droplets of a test may reach. A configured index needs no entry. */
export function packageRegistries(): string[] {
  const script = 'from pip._internal.models.index import PyPI; print(PyPI.netloc, PyPI.file_storage_domain)';
  const hosts = execFileSync('python3', ['-c', script], { encoding: 'utf8' }).trim().split(' ');
  return [...hosts, new URL(npmRegistry()).hostname];
}
