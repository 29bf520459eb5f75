import { Fn, TerraformLocal, Token } from 'cdktf';
import type { Construct } from 'constructs';
import { escapeTemplate, isToken } from './escape';
import type { TerraformText } from './yaml-text';

/** Encodes texts by Terraform, in locals of `scope`: cdktf garbles text around a token as the argument of a function. */
export function terraformText(scope: Construct): TerraformText {
  const locals = new Map<string, string>();
  const evaluated = (text: string) => {
    if (isToken(text)) return text;
    const id = `text-${locals.size + 1}`;
    const local = locals.get(text) ?? new TerraformLocal(scope, id, escapeTemplate(text)).asString;
    locals.set(text, local);
    return local;
  };
  return {
    base64: (text) => Token.asString(Fn.base64encode(evaluated(text))),
    json: (text) => Token.asString(Fn.jsonencode(evaluated(text))),
  };
}
