/**
 * A path that every reader takes as it is written: HAProxy, nginx, curl and Prometheus. Dot segments and empty ones are not: curl and nginx
 * resolve them, the others do not.
 */
export function isPlainPath(path: string): boolean {
  return /^(\/[\w.-]+)*\/?$/.test(path) && path !== '' && !/\/\.\.?(\/|$)/.test(path);
}
