import { NO_DIGITALOCEAN, type Check } from '../check';
import { failure, ok, skipped } from '../finding';

export const sshKeys: Check = {
  id: 'ssh-keys',
  title: 'whether the ssh keys that the stack names are in the account',
  async run({ stack, digitalOcean }) {
    const names = stack.dataSources('digitalocean_ssh_key').flatMap(({ values }) => stack.text(values.name) ?? []);
    if (names.length === 0) return [];
    if (!digitalOcean) return [skipped(NO_DIGITALOCEAN)];
    const keys = await digitalOcean.list<{ readonly name: string }>('/v2/account/keys', 'ssh_keys');
    return names.map((name) => {
      const found = keys.filter((key) => key.name === name).length;
      if (found === 1) return ok(`the ssh key '${name}' is in the account`);
      return found === 0
        ? failure(
            `there is no ssh key '${name}' in the account`,
            `add it: doctl compute ssh-key import ${name} --public-key-file ~/.ssh/id_ed25519.pub`,
          )
        : failure(`${found} ssh keys of the account are called '${name}'`, 'rename all but one');
    });
  },
};
