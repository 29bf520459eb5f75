import { checkShapes } from '../check-shapes';
import { createHash } from 'node:crypto';

/** @internal As the node's program reads it (node/apply-settings.py). */
export type SettingsRule =
  { readonly lines: string } | { readonly json: true } | { readonly text: true } | { readonly sha256: string };

const PEM = '-----(BEGIN|END) (CERTIFICATE|(EC |RSA )?PRIVATE KEY)-----|[A-Za-z0-9+/=]{0,76}';

/**
 * What a settings file may contain. The node takes nothing else, whoever sends it: a stolen key of the settings channel must not become a program
 * that root runs. So a file that a privileged daemon reads has a form that holds values and no directives.
 */
export class SettingsForm {
  /** One line of printable ASCII: a token, a key. */
  public static readonly secret = SettingsForm.lines('[ -~]*');
  /** Certificates and private keys. */
  public static readonly pem = SettingsForm.lines(PEM);
  /** A JSON document, for a program that takes values from it. */
  public static readonly json = new SettingsForm({ json: true });
  /** Any text: for files that only daemons without privileges read. */
  public static readonly text = new SettingsForm({ text: true });

  /** Each line matches the whole of a regular expression (the common part of JavaScript's and Python's). */
  public static lines(pattern: string): SettingsForm {
    checkShapes('SettingsForm.lines', { pattern });
    return new SettingsForm({ lines: pattern });
  }

  /**
   * This content and no other: for a program, whose digest is in the node's user-data. A node that was made with another version keeps that one. It is
   * for programs that would not fit into the user-data themselves.
   */
  public static exactly(content: string): SettingsForm {
    checkShapes('SettingsForm.exactly', { content });
    return new SettingsForm({ sha256: createHash('sha256').update(content).digest('hex') });
  }

  private constructor(
    /** @internal */
    public readonly rule: SettingsRule,
  ) {}

  /** Whether the file may be executable. */
  public get isProgram(): boolean {
    return 'sha256' in this.rule;
  }

  /** The same verdict as the node's. */
  public accepts(content: string): boolean {
    const { rule } = this;
    if ('sha256' in rule) return rule.sha256 === createHash('sha256').update(content).digest('hex');
    if (content.includes('\0')) return false;
    if ('lines' in rule) {
      const line = new RegExp(`^(?:${rule.lines})$`);
      return content
        .replace(/\n$/, '')
        .split('\n')
        .every((one) => line.test(one));
    }
    return 'text' in rule || isJson(content);
  }
}

function isJson(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}
