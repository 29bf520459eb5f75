import { App } from 'cdktf';
import { environments } from './environments';
import { WebStack } from './stacks/web-stack';

const app = new App();
for (const [name, environment] of Object.entries(environments)) new WebStack(app, name, environment);
app.synth();
