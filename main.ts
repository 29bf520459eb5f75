import { App } from 'cdktf';
import { environments } from './environments';
import { keepPrivate } from './stacks/private-state';
import { WebStack } from './stacks/web-stack';

const app = new App();
const stacks = Object.entries(environments).map(([name, environment]) => new WebStack(app, name, environment));
app.synth();
for (const { stateFile } of stacks) if (stateFile) keepPrivate(stateFile);
