import type { ApiAccess } from './reach';

/** DigitalOcean's API, or one that answers in its place. */
export class DigitalOcean {
  public constructor(private readonly access: ApiAccess) {}

  /** undefined when there is no such thing; rejects with the status of any other refusal. */
  public async find<T>(path: string): Promise<T | undefined> {
    const response = await this.send('GET', path);
    return response.status === 404 ? undefined : this.answer<T>(response, 'GET', path);
  }

  public async ask<T>(method: string, path: string, body?: object): Promise<T> {
    return this.answer<T>(await this.send(method, path, body), method, path);
  }

  private async send(method: string, path: string, body?: object): Promise<Response> {
    const { url, token } = this.access;
    if (!token)
      throw new Error(
        "no token for DigitalOcean's API: set the variable of the stack's provider, or DIGITALOCEAN_TOKEN",
      );
    return fetch(url + path, {
      method,
      headers: { authorization: `Bearer ${token}`, ...(body && { 'content-type': 'application/json' }) },
      body: body && JSON.stringify(body),
      signal: AbortSignal.timeout(30_000),
    });
  }

  private async answer<T>(response: Response, method: string, path: string): Promise<T> {
    if (!response.ok) throw new Error(`DigitalOcean's API: ${method} ${path.replace(/\?.*/, '')}: ${response.status}`);
    return (response.status === 204 ? undefined : await response.json()) as T;
  }
}
