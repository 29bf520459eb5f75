import { Fn } from 'cdktf';

const ONLY_A_TOKEN = /"(\$\{TfToken\[[^\]]*\]\})"/g;

/** JSON in which Terraform escapes its own values. (`Fn.jsonencode` of a whole document leaves quotes inside its strings as they are.) */
export function jsonWithSecrets(document: object): string {
  return JSON.stringify(document, null, 1).replace(ONLY_A_TOKEN, (_, token: string) => Fn.jsonencode(token));
}
