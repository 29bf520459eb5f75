/**
 * Makes a compiled module that only re-exports load each of its modules when one of its names is first used, as cdktf's own providers
 * do: a project that needs one construct does not wait for all.
 */
import { readFileSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';

/** @param {string} path the compiled module, absolute */
export function makeLazy(path) {
  const require = createRequire(path);
  const names = Object.keys(require(path));
  const modules = [...readFileSync(path, 'utf8').matchAll(/\brequire\("(\.[^"]+)"\)/g)].map(([, id]) => id);
  const homes = new Map(modules.flatMap((id) => Object.keys(require(id)).map((name) => [name, id])));
  const getters = names.map((name) => {
    if (!homes.has(name)) throw new Error(`${path} exports '${name}' by itself: only re-exports can be lazy`);
    return `  ${name}: { enumerable: true, get: () => require('${homes.get(name)}').${name} },`;
  });
  const code = [
    "'use strict';",
    "Object.defineProperty(exports, '__esModule', { value: true });",
    'Object.defineProperties(exports, {',
    ...getters,
    '});',
    '// Never runs: it is how Node.js finds the names for `import`.',
    `0 && (module.exports = { ${names.join(', ')} });`,
  ];
  writeFileSync(path, `${code.join('\n')}\n`);
}
