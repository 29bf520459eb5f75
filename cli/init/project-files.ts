import type { Choices } from './choices';
import {
  renderCdktfJson,
  renderGitignore,
  renderJestConfig,
  renderManifest,
  renderTsconfig,
  type OwnManifest,
} from './render-manifest';
import { renderReadme } from './render-readme';
import { renderMain, renderStack, renderTest } from './render-stack';
import { renderDeployWorkflow, renderTestWorkflow } from './render-workflows';

/** The files of a new project, by path. */
export function projectFiles(
  name: string,
  choices: Choices,
  source: string,
  own: OwnManifest,
): Readonly<Record<string, string>> {
  return {
    'package.json': renderManifest(name, source, own),
    'tsconfig.json': renderTsconfig(),
    'cdktf.json': renderCdktfJson(name),
    'jest.config.js': renderJestConfig(),
    '.gitignore': renderGitignore(),
    'README.md': renderReadme(choices, own),
    'main.ts': renderMain(),
    'site-stack.ts': renderStack(choices),
    '__tests__/site.test.ts': renderTest(),
    '.github/workflows/test.yml': renderTestWorkflow(),
    ...(choices.stateBucket !== undefined && { '.github/workflows/deploy.yml': renderDeployWorkflow() }),
  };
}
