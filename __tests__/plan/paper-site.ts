import { join } from 'node:path';
import { App } from 'cdktf';
import type { WebInfrastructureProps } from 'cdktf-web-infrastructure';
import type { Secrets } from '../../environments/environment';
import { WebStack } from '../../stacks/web-stack';
import type { PaperCloud } from './paper-cloud';
import { removeProvisioners } from './without-provisioners';

export type PaperProps = Omit<WebInfrastructureProps, 'domain' | 'access'>;

/**
 * Synthesizes www.foobar.com with these props into a folder of the cloud, which it gives. Without the programs that wait for nodes: there
 * are none to wait for.
 */
export function writePaperSite(cloud: PaperCloud, props: (secrets: Secrets) => PaperProps): string {
  // The limit of user-data is another test's.
  const app = new App({ outdir: cloud.directory, skipValidation: true });
  new WebStack(app, 'site', (secrets) => ({
    state: { kind: 'file', path: join(cloud.directory, 'site.tfstate') },
    endpoints: { digitalOcean: cloud.url, cloudflare: `${cloud.url}/client/v4` },
    site: {
      domain: 'www.foobar.com',
      access: { sshKeys: ['platform-team'], adminCidrs: ['198.51.100.128/25'] },
      ...props(secrets),
    },
  }));
  app.synth();
  const stack = join(cloud.directory, 'stacks/site');
  removeProvisioners(join(stack, 'cdk.tf.json'));
  return stack;
}
