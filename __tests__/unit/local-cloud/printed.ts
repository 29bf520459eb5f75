import type { Command } from 'commander';
import type { Daemon } from '../../../local-cloud/client';
import type { TestCloud } from './api/cloud';

type NewCommand = (daemon: () => Pick<Daemon, 'api' | 'localToken'>) => Command;

/** What a command of the local cloud prints; rejects when it is refused. */
export async function printed(cloud: TestCloud, command: NewCommand, args: readonly string[]): Promise<string> {
  const daemon = { api: await cloud.listen(), localToken: cloud.cloud.localToken };
  let text = '';
  const write = jest.spyOn(process.stdout, 'write').mockImplementation((chunk) => {
    text += String(chunk);
    return true;
  });
  try {
    await command(() => daemon).parseAsync(args, { from: 'user' });
    return text;
  } finally {
    write.mockRestore();
  }
}
