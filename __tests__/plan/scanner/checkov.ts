import { existsSync, rmSync, writeFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { run } from '../../../host/run';

const VERSION = '3.3.30';

/** What checkov found; no values, for plans have secrets in them. */
export interface Finding {
  readonly check: string;
  readonly name: string;
  /** Folder of the stack, then Terraform's address. */
  readonly resource: string;
}

export interface Scan {
  /** Checks that were passed, by framework (`terraform_json`, `terraform_plan`): proof that it looked at something. */
  readonly passed: Readonly<Record<string, number>>;
  readonly findings: readonly Finding[];
}

/** As checkov prints it, one for each framework that has found something to look at. */
interface Report {
  readonly check_type: string;
  readonly summary: { readonly passed: number; readonly parsing_errors: number };
  readonly results: {
    readonly failed_checks: readonly { check_id: string; check_name: string; resource: string; file_path: string }[];
  };
}

/** checkov in a Python environment of its own, made in the user's cache when it is not there: about a minute, 300 MB. */
export class Checkov {
  private constructor(private readonly binary: string) {}

  public static async install(): Promise<Checkov> {
    const directory = join(homedir(), '.cache/cdktf-web-infrastructure', `checkov-${VERSION}`);
    const complete = join(directory, 'complete');
    if (!existsSync(complete)) {
      process.stderr.write(`Installing checkov ${VERSION} ...\n`);
      await Checkov.installInto(directory).catch((error: Error) => {
        throw new Error(`No checkov, so nothing was scanned: it needs python3 with venv, and PyPI. ${error.message}`);
      });
      writeFileSync(complete, '');
    }
    return new Checkov(join(directory, 'bin/checkov'));
  }

  private static async installInto(directory: string): Promise<void> {
    rmSync(directory, { recursive: true, force: true });
    await run('python3', ['-m', 'venv', directory]);
    const quietly = ['--quiet', '--disable-pip-version-check', '--no-input'];
    await run(join(directory, 'bin/pip'), ['install', ...quietly, `checkov==${VERSION}`]);
  }

  /** Scans the configurations (`*.tf.json`) and plans (other JSON) below a directory. Rejects when it cannot read one. */
  public async scan(directory: string): Promise<Scan> {
    const frameworks = ['terraform_json', 'terraform_plan'];
    const options = ['--skip-download', '--soft-fail', '--compact', '--quiet', '--output', 'json'];
    const output = await run(this.binary, ['--directory', directory, '--framework', ...frameworks, ...options]);
    const printed = JSON.parse(output) as Report | Report[];
    const reports = [printed].flat().filter(({ check_type }) => check_type);
    const unread = reports.filter(({ summary }) => summary.parsing_errors > 0);
    if (unread.length > 0) throw new Error(`checkov cannot read all: ${unread.map((one) => one.check_type).join()}`);
    return {
      passed: Object.fromEntries(reports.map(({ check_type, summary }) => [check_type, summary.passed])),
      findings: reports.flatMap(({ results }) =>
        results.failed_checks.map((found) => ({
          check: found.check_id,
          name: found.check_name,
          resource: `${found.file_path.replace(/^\//, '').split('/')[0]} ${found.resource}`,
        })),
      ),
    };
  }
}
