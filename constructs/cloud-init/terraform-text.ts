import { Fn, TerraformLocal, Token } from 'cdktf';
import type { Construct } from 'constructs';
import { escapeTemplate, isToken } from './escape';
import type { TerraformText } from './yaml-text';

/**
 * Gives texts that may be arguments of Terraform's functions: one that holds a token beside other text becomes a local of `scope`, for cdktf
 * garbles such a text there.
 */
export function textArgument(scope: Construct): (text: string) => string {
  const locals = new Map<string, string>();
  return (text) => {
    if (isToken(text)) return text;
    const id = `text-${locals.size + 1}`;
    const local = locals.get(text) ?? new TerraformLocal(scope, id, escapeTemplate(text)).asString;
    locals.set(text, local);
    return local;
  };
}

/** Encodes texts by Terraform, in locals of `scope`. */
export function terraformText(scope: Construct): TerraformText {
  const argument = textArgument(scope);
  return {
    base64: (text) => Token.asString(Fn.base64encode(argument(text))),
    json: (text) => Token.asString(Fn.jsonencode(argument(text))),
  };
}
