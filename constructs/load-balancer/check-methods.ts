import type { PropChecks } from '../validation';

/** Reports methods that HAProxy could not match, and those that no site may have. */
export function checkMethods(checks: PropChecks, methods: readonly string[] | undefined): void {
  if (methods === undefined || methods.some((method) => !checks.requireResolved('methods', method))) return;
  checks.require(methods.includes('GET'), 'methods', 'hold GET', methods, "write ['GET', 'HEAD', 'POST', 'SEARCH']");
  checks.each(
    'methods',
    methods,
    (method) => /^[A-Z][A-Z-]{0,31}$/.test(method) && !['CONNECT', 'TRACE'].includes(method),
    'hold methods in capital letters, and neither CONNECT nor TRACE',
    "write them like 'PROPFIND'",
  );
  checks.unique('methods', methods);
}
