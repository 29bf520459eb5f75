import { allocatePrivateAddress, allocatePublicAddress } from '../api/digitalocean/addresses';
import type { Store } from '../api/store';
import type { DropletSpec } from '../runtime';
import { issueNodeCertificate } from './certificates';
import { primaryOf, type DatabaseCluster, type DatabaseNode, type DatabaseReplica } from './model';
import { hostsOf } from './names';
import { renderNode } from './render-node';
import { databaseSize } from './settings';

/** Adds a member, or the node of a read replica, to the state; it is not on yet. */
export async function addNode(
  store: Store,
  cluster: DatabaseCluster,
  replica?: DatabaseReplica,
): Promise<DatabaseNode> {
  const { state } = store;
  const { authority } = state.managedMysql!;
  const { public: host, private: privateHost } = hostsOf(state.accountId, replica?.name ?? cluster.name);
  const id = store.nextId();
  const certificate = await issueNodeCertificate(authority, [host, privateHost]);
  // From here on without a pause: the addresses are taken when the node is in the state.
  const node: DatabaseNode = {
    id,
    name: replica?.name ?? `${cluster.name}-${(cluster.lastNumber += 1)}`,
    publicIp: allocatePublicAddress(state),
    privateIp: allocatePrivateAddress(
      state,
      state.vpcs.find((vpc) => vpc.id === cluster.vpcId)!,
    ),
    userData: renderNode({ id, ca: authority.certificate, certificate }),
    replica: replica?.name ?? null,
    step: 'out',
  };
  cluster.nodes.push(node);
  return node;
}

/** A node as the runtime knows it. */
export function nodeSpecOf(cluster: DatabaseCluster, node: DatabaseNode): DropletSpec {
  const replica = cluster.replicas.find(({ name }) => name === node.replica);
  const { vcpus, memoryGb } = databaseSize(replica?.size ?? cluster.size);
  return {
    id: node.id,
    name: node.name,
    region: cluster.region,
    image: 'debian-13-x64',
    vcpus,
    memoryMb: memoryGb * 1024,
    diskGb: Math.round(cluster.storageMib / 1024),
    tags: [],
    userData: node.userData,
    sshKeys: [],
    publicIp: node.publicIp,
    privateIp: node.privateIp,
    vpcId: cluster.vpcId,
  };
}

/** The node that a name of the cluster, or of one of its replicas, leads to now. */
export function nodeBehind(cluster: DatabaseCluster, replica?: string): DatabaseNode | undefined {
  return replica === undefined ? primaryOf(cluster) : cluster.nodes.find((node) => node.replica === replica);
}
