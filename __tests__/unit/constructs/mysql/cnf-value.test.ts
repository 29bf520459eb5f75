import { cnfValue } from '../../../../constructs/mysql/cnf-value';

test.each([
  ['utf8mb4_0900_ai_ci', 'utf8mb4_0900_ai_ci'],
  ['ANSI_QUOTES, NO_ZERO_DATE', 'ANSI_QUOTES, NO_ZERO_DATE'],
  ['SET NAMES "utf8mb4" # always', '"SET NAMES \\"utf8mb4\\" # always"'],
  ["'quoted'", `"'quoted'"`],
  [' blanks ', '" blanks "'],
  ['C:\\temp\\new\n', '"C:\\\\temp\\\\new\\n"'],
  ['', '""'],
])('%j stands in an option file as %s', (text, line) => {
  expect(cnfValue(text)).toBe(line);
});
