import { checkShapes } from '../check-shapes';
import type { NodeFile } from '../cloud-init/node-file';
import { checkSnippets } from '../http/snippet';
import type { PropChecks } from '../validation';
import { findNginxProblems } from './read-nginx';

/**
 * Directives for nginx that no prop of this package writes. They are part of the nodes' user-data: a change replaces the web servers. A node has
 * nginx check them before it takes them; when it refuses them, the deploy fails with its words, and the old nodes serve on.
 *
 * @example
 * import { NginxSnippet } from 'cdktf-web-infrastructure';
 *
 * NginxSnippet.server('old-shop', 'location ^~ /old-shop/ { return 410; }');
 */
export class NginxSnippet {
  /** In the `server` that has all requests, health checks included: directives, or locations of your own. */
  public static server(name: string, text: string): NginxSnippet {
    checkShapes('NginxSnippet.server', { name, text });
    return new NginxSnippet('server', name, text);
  }

  /** In the locations that pass requests on to apps: ordinary ones, WebSockets, and server-sent events. */
  public static location(name: string, text: string): NginxSnippet {
    checkShapes('NginxSnippet.location', { name, text });
    return new NginxSnippet('location', name, text);
  }

  private constructor(
    /** Where it stands. */
    public readonly level: 'server' | 'location',
    /** Names it in messages, and its file: lower-case letters, digits and hyphens. */
    public readonly name: string,
    /** Directives as nginx reads them. */
    public readonly text: string,
  ) {}
}

export function checkNginxSnippets(checks: PropChecks, prop: string, snippets: readonly NginxSnippet[]): void {
  checkSnippets(checks, prop, snippets, findNginxProblems);
}

function fileOf({ name }: NginxSnippet): string {
  return `/etc/nginx/site-snippets/${name}.conf`;
}

/** Files of their own: nginx names them in its messages, and what one opens it has to close. */
export function nginxSnippetFiles(snippets: readonly NginxSnippet[]): readonly NodeFile[] {
  return snippets.map((one) => ({ path: fileOf(one), content: `${one.text.replace(/\n+$/, '')}\n` }));
}

export function includeNginxSnippets(
  snippets: readonly NginxSnippet[],
  level: NginxSnippet['level'],
  indent: string,
): string {
  return snippets
    .filter((one) => one.level === level)
    .map((one) => `${indent}include ${fileOf(one)};\n`)
    .join('');
}
