import { cloudflareAccess, digitalOceanAccess } from '../apis/access';
import type { FindReach } from '../reach';

/** As a deploy does: the providers' endpoints and tokens, ssh as its user has configured it. */
export const internetReach: FindReach = (stack) => {
  const planned = stack.planned();
  return Promise.resolve({
    terraform: {},
    ssh: {},
    digitalOcean: digitalOceanAccess(planned, process.env),
    cloudflare: cloudflareAccess(planned, process.env),
  });
};
