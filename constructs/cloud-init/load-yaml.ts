/** Its seventy modules are loaded with the first text that is rendered: whoever imports the package need not wait for them. */
export function loadYaml(): typeof import('yaml') {
  // eslint-disable-next-line @typescript-eslint/no-require-imports -- import() would make every renderer asynchronous
  return require('yaml') as typeof import('yaml');
}
