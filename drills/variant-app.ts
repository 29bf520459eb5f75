/** The environment `local`, or the variation of it that a drill deploys: named by VARIANT. */
import { App } from 'cdktf';
import { local } from '../environments/local';
import { WebStack } from '../stacks/web-stack';
import { varied } from './variants';

const app = new App();
new WebStack(app, 'local', (secrets) => {
  const environment = local(secrets);
  return { ...environment, site: varied(environment.site, process.env.VARIANT) };
});
app.synth();
