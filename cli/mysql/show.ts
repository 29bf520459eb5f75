import { print, printableJson } from '../../host/terminal';
import { EXIT } from '../exit-code';

/** Prints what was found, and what is wrong with it: as JSON or for people. Any problem is exit code 1. */
export function show(found: object, problems: readonly string[], text: () => string, json: boolean | undefined): void {
  if (json) print(printableJson({ ...found, problems }));
  else {
    print(text());
    for (const line of problems) print(`! ${line}`);
  }
  process.exitCode = problems.length > 0 ? EXIT.finding : EXIT.ok;
}
