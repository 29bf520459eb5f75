import { Lazy, Token, Tokenization, type IResolvable } from 'cdktf';
import { escapeTemplate } from './escape';

/** Text that is produced at synth, when all constructs are there; without Terraform values in it. */
export class LateText implements IResolvable {
  /** As a string that settings take. */
  public static of(produce: () => string): string {
    return Token.asString(new LateText(produce));
  }

  /** The text in base64, for an argument of a Terraform function; undefined for any other text. */
  public static base64(text: string): string | undefined {
    const [late] = Tokenization.reverseString(text).tokens;
    if (!(late instanceof LateText)) return undefined;
    // In quotes: cdktf renders what a token produces as an expression.
    return Lazy.stringValue({ produce: () => `"${Buffer.from(late.produce()).toString('base64')}"` });
  }

  public readonly creationStack: string[] = [];

  private constructor(private readonly produce: () => string) {}

  public resolve(): string {
    return escapeTemplate(this.produce());
  }

  public toString(): string {
    return Token.asString(this);
  }
}
