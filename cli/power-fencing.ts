import { bearing, untilFound } from '../host/until';
import type { DigitalOceanApi } from './apis/digitalocean';

const OFF_SECONDS = 60;

interface Droplet {
  readonly id: number;
  readonly status: string;
}

/** Takes the power from a node, the only sure way to keep it from writing, and gives it back. */
export interface Power {
  /** Resolves when the node is off; one that does not exist any more is. */
  off(node: string): Promise<void>;
  on(node: string): Promise<void>;
}

/** By DigitalOcean's API. */
export class PowerFencing implements Power {
  /** The API's token may read droplets and create actions of droplets (droplet:read, droplet:update). */
  public constructor(private readonly api: DigitalOceanApi) {}

  public async off(node: string): Promise<void> {
    await this.turn(node, 'power_off', 'off');
  }

  public async on(node: string): Promise<void> {
    await this.turn(node, 'power_on', 'active');
  }

  private async turn(node: string, type: string, status: string): Promise<void> {
    const droplets = await this.find(node);
    for (const droplet of droplets) {
      if (droplet.status !== status) await this.api.send('POST', `/v2/droplets/${droplet.id}/actions`, { type });
    }
    let failure = '';
    const look = bearing(
      () => this.find(node),
      OFF_SECONDS,
      (reason) => (failure = `; once the API did not report it: ${reason}`),
    );
    await untilFound(async () => (await look())?.every((droplet) => droplet.status === status) || undefined, {
      seconds: OFF_SECONDS,
      pauseMs: 200,
      error: () => `${node} is not ${status} after ${OFF_SECONDS} s${failure}`,
    });
  }

  private async find(node: string): Promise<readonly Droplet[]> {
    const { droplets } = await this.api.get<{ droplets: Droplet[] }>(`/v2/droplets?name=${encodeURIComponent(node)}`);
    return droplets;
  }
}
