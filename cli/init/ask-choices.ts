import { createInterface, type Interface } from 'node:readline/promises';
import type { Choices } from './choices';
import { FRAMEWORK_NAMES, SAMPLE, type FrameworkName } from './frameworks';

type Given = Partial<Choices>;

/** Asks on the terminal for what the options have not said. */
export async function askChoices(given: Given): Promise<Given> {
  const terminal = createInterface({ input: process.stdin, output: process.stdout });
  try {
    return await askAll(given, terminal);
  } finally {
    terminal.close();
  }
}

async function askAll(given: Given, terminal: Interface): Promise<Given> {
  const ask = async (known: string | undefined, question: string, usual?: string): Promise<string> => {
    if (known !== undefined) return known;
    const answer = await terminal.question(usual === undefined ? `${question}: ` : `${question} [${usual}]: `);
    return answer.trim() || (usual ?? '');
  };
  const domain = await ask(given.domain, "The site's name, such as www.example.com");
  const region = await ask(given.region, 'Region of DigitalOcean', 'fra1');
  const framework = await ask(given.framework, `The app (${FRAMEWORK_NAMES.join(', ')})`, SAMPLE);
  const own = framework !== SAMPLE && {
    code: await ask(given.code, "The app's repository, by https:// or ssh://"),
    ref: await ask(given.ref, 'A tag or commit of it'),
    start: await ask(given.start, 'The command that starts the app'),
  };
  return {
    ...given,
    ...own,
    domain,
    region,
    framework: FRAMEWORK_NAMES.find((name) => name === framework) as FrameworkName,
    sshKey: await ask(given.sshKey, 'Name of an ssh key in your DigitalOcean account'),
    adminCidrs: given.adminCidrs ?? [
      await ask(undefined, 'Range of the machines that deploy, such as 198.51.100.7/32'),
    ],
    email: await ask(given.email, 'Who gets alerts, by e-mail'),
  };
}
