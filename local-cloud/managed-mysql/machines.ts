import { remove } from '../api/change';
import type { CloudResources } from '../api/cloud-resources';
import { membersOf, primaryOf, type DatabaseCluster, type DatabaseNode } from './model';
import { addNode, nodeSpecOf } from './nodes';

/** The machines of clusters: which there are, and which have power. */
export class Machines {
  public constructor(private readonly cloud: CloudResources) {}

  /** As many nodes as are wanted, all with power but a lost primary. */
  public async match(cluster: DatabaseCluster): Promise<boolean> {
    const { store, runtime } = this.cloud;
    const before = cluster.nodes.length;
    const standbys = membersOf(cluster).filter((node) => node !== firstOf(cluster));
    for (const node of standbys.slice(cluster.nodeCount - 1)) await this.removeNode(cluster, node);
    for (const node of [...cluster.nodes])
      if (node.replica !== null && !cluster.replicas.some(({ name }) => name === node.replica))
        await this.removeNode(cluster, node);
    while (membersOf(cluster).length < cluster.nodeCount) await addNode(store, cluster);
    for (const replica of cluster.replicas)
      if (!cluster.nodes.some((node) => node.replica === replica.name)) await addNode(store, cluster, replica);
    if (cluster.nodes.length !== before) await store.save();

    const off = (
      await Promise.all(
        cluster.nodes.map(async (node) => ((await runtime.status(node.id)).power === 'off' ? [node] : [])),
      )
    ).flat();
    const booting = off.filter(({ id, step }) => id !== cluster.primary && step === 'out');
    if (booting.length === 0) return cluster.nodes.length !== before;
    await this.cloud.applyNetwork();
    await Promise.all(booting.map((node) => runtime.powerOn(nodeSpecOf(cluster, node), [])));
    return true;
  }

  private async removeNode(cluster: DatabaseCluster, node: DatabaseNode): Promise<void> {
    await this.giveUp(node);
    await this.cloud.runtime.destroyDroplet(node.id);
    remove(cluster.nodes, node);
    await this.cloud.store.save();
    await this.cloud.applyNetwork();
  }

  /** A node is certain not to acknowledge or serve anything any more, and then out of step. */
  public async giveUp(node: DatabaseNode): Promise<void> {
    await this.cloud.runtime.powerOff(node.id, 'off');
    node.step = 'out';
    await this.cloud.store.save();
  }

  /** All of a deleted cluster. */
  public async remove(cluster: DatabaseCluster): Promise<void> {
    const { state, store, runtime } = this.cloud;
    for (const { id } of cluster.nodes) await runtime.destroyDroplet(id);
    remove(state.managedMysql!.clusters, cluster);
    await store.save();
    await this.cloud.applyNetwork();
  }
}

/** The primary, or who will be the first one. */
export function firstOf(cluster: DatabaseCluster): DatabaseNode | undefined {
  return primaryOf(cluster) ?? membersOf(cluster)[0];
}
