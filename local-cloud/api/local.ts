import type { FastifyInstance } from 'fastify';
import { clustersOf, primaryOf } from '../managed-mysql/model';
import { readAlerts } from '../monitoring/announcer';
import { readMailbox } from '../monitoring/mailbox';
import { monitoringOf } from '../monitoring/model';
import { keepMessage, readMessages, type SlackMessage } from '../monitoring/webhook-sink';
import { assign } from './change';
import type { Cloud } from './cloud';
import { ApiError, required } from './errors';
import { faultRoutes } from './faults/routes';
import { limitRoutes } from './limit-routes';
import { checkLocalAccess } from './local-access';
import { refuseOnPaper } from './on-paper';

type Params = { Params: { id: string } };

/** What neither vendor has: the state of the machine below, for people, the CLI and tests. Its token is root's. */
export function localRoutes(cloud: Cloud) {
  return (api: FastifyInstance, _options: unknown, done: () => void): void => {
    const { state, runtime } = cloud;
    const find = (id: string) =>
      required(
        state.droplets.find((droplet) => String(droplet.id) === id && !droplet.deleting),
        `no droplet ${id}`,
      );
    api.setErrorHandler((error: Error, _request, reply) =>
      reply.code(error instanceof ApiError ? error.status : 500).send({ message: error.message }),
    );

    api.addHook('onRequest', (request, _reply, next) => {
      checkLocalAccess(request, cloud.localToken);
      next();
    });
    refuseOnPaper(api, cloud);
    api.get('/status', async () => ({
      droplets: await Promise.all(
        state.droplets.map(async ({ id, name, tags, publicIp, privateIp, status, failure }) => ({
          id,
          name,
          tags,
          publicIp,
          privateIp,
          status,
          failure,
          ...(await runtime.status(id)),
          reservedIp: state.reservedIps.find((reserved) => reserved.dropletId === id)?.ip,
        })),
      ),
      databases: await Promise.all(
        clustersOf(state).map(async (cluster) => ({
          id: cluster.id,
          name: cluster.name,
          status: cluster.status,
          nodes: await Promise.all(
            cluster.nodes.map(async ({ id, name, publicIp, privateIp, replica }) => ({
              ...{ id, name, publicIp, privateIp, ...(await runtime.status(id)) },
              role: id === cluster.primary ? 'primary' : replica === null ? 'standby' : 'read replica',
            })),
          ),
        })),
      ),
      // What the APIs have and the machine has not, and why.
      unapplied: cloud.unapplied,
      resources: {
        databases: clustersOf(state).length,
        droplets: state.droplets.length,
        domains: state.domains.length,
        volumes: state.volumes.length,
        vpcs: state.vpcs.filter((vpc) => !vpc.isDefault).length,
        firewalls: state.firewalls.length,
        reservedIps: state.reservedIps.length,
        tags: state.tags.length,
        alertPolicies: monitoringOf(state).policies.length,
        uptimeChecks: monitoringOf(state).checks.length,
        records: state.zones.reduce((sum, zone) => sum + zone.records.length, 0),
        certificates: state.zones.reduce(
          (sum, zone) => sum + zone.certificates.length + zone.originPullCertificates.length,
          0,
        ),
      },
    }));
    faultRoutes(api, cloud);
    limitRoutes(api, cloud);
    api.post<{ Params: { factor: string } }>('/monitoring-speed/:factor', async (request) => {
      const speed = Number(request.params.factor);
      if (!(speed >= 1 && speed <= 60)) throw new ApiError(422, 'write 1 to 60');
      await cloud.record(() => assign(monitoringOf(state), { speed }));
      return { speed };
    });
    // Where alerts go: e-mail to every address, and what is posted to this cloud's own webhook in Slack's place.
    api.get('/alerts', () => ({ alerts: Object.values(readAlerts(cloud.store.directory)) }));
    api.get('/mailbox', () => ({ mails: readMailbox(cloud.store.directory) }));
    api.get('/webhook', () => ({ messages: readMessages(cloud.store.directory) }));
    api.post<{ Body: SlackMessage | undefined }>('/webhook', (request, reply) => {
      const word = keepMessage(cloud.store.directory, request.body);
      return reply
        .code(word === 'ok' ? 200 : 400)
        .type('text/plain')
        .send(word);
    });
    api.get('/ca', (_request, reply) => reply.type('application/x-pem-file').send(state.originCa.certificate));
    api.get<Params & { Querystring: { lines?: string } }>('/droplets/:id/log', async (request) => {
      const nodes = clustersOf(state).flatMap((cluster) => cluster.nodes);
      const { id } = nodes.find((node) => String(node.id) === request.params.id) ?? find(request.params.id);
      return { lines: await runtime.log(id, Number(request.query.lines ?? 50)) };
    });
    // A cluster's name means its primary. What the cloud does then is the controller's business.
    api.post<{ Params: { name: string } }>('/databases/:name/kill', async (request) => {
      const { name } = request.params;
      const cluster = clustersOf(state).find((one) => one.name === name);
      const nodes = clustersOf(state).flatMap((one) => one.nodes);
      const node = (cluster && primaryOf(cluster)) ?? nodes.find((one) => one.name === name);
      const { id, name: killed } = required(node, `no database cluster or node ${name}`);
      await runtime.powerOff(id, 'off');
      return { id, name: killed };
    });
    api.post<{ Params: { id: string; verb: string } }>('/droplets/:id/:verb', async (request) => {
      const droplet = find(request.params.id);
      const off = async (how: 'off' | 'shutdown') => {
        await runtime.powerOff(droplet.id, how);
        droplet.status = 'off';
      };
      const verbs: Record<string, () => Promise<void>> = {
        kill: () => off('off'),
        shutdown: () => off('shutdown'),
        reboot: () => runtime.reboot(droplet.id),
      };
      const { verb } = request.params;
      if (verb === 'start') await cloud.boot(droplet);
      else await cloud.inBackground(droplet, verb, required(verbs[verb], `a droplet cannot ${verb}`));
      if (droplet.failure) throw new ApiError(500, droplet.failure);
      return { status: droplet.status };
    });
    done();
  };
}
