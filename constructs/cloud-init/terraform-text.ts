import { Fn, TerraformLocal, Token } from 'cdktf';
import type { Construct } from 'constructs';
import { escapeTemplate, isToken } from './escape';
import type { TerraformText } from './yaml-text';

/** Encodes texts by Terraform, in locals of `scope`: cdktf garbles text around a token as the argument of a function. */
export function terraformText(scope: Construct): TerraformText {
  let texts = 0;
  const evaluated = (text: string) =>
    isToken(text) ? text : new TerraformLocal(scope, `text-${++texts}`, escapeTemplate(text)).asString;
  return {
    base64: (text) => Token.asString(Fn.base64encode(evaluated(text))),
    json: (text) => Token.asString(Fn.jsonencode(evaluated(text))),
  };
}
