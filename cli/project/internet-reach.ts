import type { FindReach } from '../reach';

/** As a deploy does: the providers' endpoints and tokens, ssh as its user has configured it. */
export const internetReach: FindReach = (stack) => {
  const { DIGITALOCEAN_TOKEN, DIGITALOCEAN_ACCESS_TOKEN, CLOUDFLARE_API_TOKEN } = process.env;
  return Promise.resolve({
    terraform: {},
    ssh: {},
    digitalOcean: {
      url: stack.providerArgument('digitalocean', 'api_endpoint') ?? 'https://api.digitalocean.com',
      token: stack.providerArgument('digitalocean', 'token') ?? DIGITALOCEAN_TOKEN ?? DIGITALOCEAN_ACCESS_TOKEN,
    },
    cloudflare: {
      url: stack.providerArgument('cloudflare', 'base_url') ?? 'https://api.cloudflare.com/client/v4',
      token: stack.providerArgument('cloudflare', 'api_token') ?? CLOUDFLARE_API_TOKEN,
    },
  });
};
