import { daemon } from './site';

/** Names of the TXT records that the zone has. */
export async function challengesLeft(): Promise<readonly string[]> {
  const { api, tokens } = daemon();
  const ask = async (path: string) => {
    const answer = await fetch(`${api}/client/v4${path}`, {
      headers: { authorization: `Bearer ${tokens.cloudflare}` },
    });
    return ((await answer.json()) as { result: { id: string; name: string }[] }).result;
  };
  const [zone] = await ask('/zones?name=foobar.com');
  return (await ask(`/zones/${zone!.id}/dns_records?type=TXT`)).map(({ name }) => name);
}
