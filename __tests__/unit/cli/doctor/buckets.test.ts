import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { createServer, type RequestListener, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { backupBuckets, stateBucket } from '../../../../cli/doctor/checks/buckets';
import { state } from '../../../../cli/doctor/checks/state';
import { createObjectStorage } from '../../../../local-cloud/spaces/object-storage';
import { ExaminedCloud, type Configuration } from './examined-cloud';

const KEY = { accessKeyId: 'DOKEY', secretAccessKey: 'a secret' };
let examined: ExaminedCloud;
let directory: string;
let server: Server;
let endpoint: string;
/** In place of the local object storage, for what it does not have; false leaves the request to it. */
let instead: (...args: Parameters<RequestListener>) => boolean;

beforeEach(async () => {
  examined = await ExaminedCloud.start();
  directory = mkdtempSync(join(tmpdir(), 'objects-'));
  instead = () => false;
  const storage = await createObjectStorage({ directory, key: KEY, bucket: 'there' });
  server = createServer((request, response) => {
    if (!instead(request, response)) storage(request, response);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  endpoint = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  Object.assign(examined.env, { AWS_ACCESS_KEY_ID: KEY.accessKeyId, AWS_SECRET_ACCESS_KEY: KEY.secretAccessKey });
});
afterEach(async () => {
  await new Promise((resolve) => server.close(resolve));
  rmSync(directory, { recursive: true, force: true });
  await examined.stop();
});

const versionsAre = (status: string) => {
  instead = ({ url, method }, response) => {
    if (method !== 'GET' || !url?.includes('versioning')) return false;
    response.end(`<VersioningConfiguration>${status && `<Status>${status}</Status>`}</VersioningConfiguration>`);
    return true;
  };
};

describe('of the backups', () => {
  const backups = (fields: object = {}): Configuration => ({
    variable: { id: {}, secret: { sensitive: true } },
    resource: { digitalocean_droplet: { web: { name: 'web-1', region: 'fra1' } } },
    preflight: [
      {
        ...{ kind: 'bucket', use: 'backups', bucket: 'there', region: 'ams3', endpoint },
        ...{ accessKeyId: '${var.id}', secretAccessKey: '${var.secret}', ...fields },
      },
    ],
  });
  beforeEach(() => {
    Object.assign(examined.env, { TF_VAR_id: KEY.accessKeyId, TF_VAR_secret: KEY.secretAccessKey });
  });

  test('passes when it is there, elsewhere, with versions', async () => {
    versionsAre('Enabled');
    expect(await examined.findings(backupBuckets, backups())).toEqual([
      "ok: the bucket 'there' of the backups is there",
      'ok: the backups lie in ams3, apart from the site',
      "ok: the bucket 'there' of the backups keeps versions",
    ]);
  });

  test('fails when it is not there, or refuses the key, or cannot be reached', async () => {
    expect(await examined.findings(backupBuckets, backups({ bucket: 'missing' }))).toContain(
      "failure: there is no bucket 'missing' of the backups",
    );
    examined.env.TF_VAR_secret = 'another secret';
    const report = await examined.report(backupBuckets, backups());
    expect(report.findings).toContainEqual(
      expect.objectContaining({
        status: 'failure',
        message: "the bucket 'there' of the backups refuses the key (403)",
      }),
    );
    expect(JSON.stringify(report)).not.toContain('another secret');
    expect(await examined.findings(backupBuckets, backups({ endpoint: 'http://127.0.0.1:1' }))).toContainEqual(
      expect.stringMatching(/^failure: the bucket 'there' of the backups cannot be reached/),
    );
  });

  test('is warned of in the region of the site, and without versions', async () => {
    versionsAre('');
    expect(await examined.findings(backupBuckets, backups({ region: 'fra1' }))).toEqual([
      "ok: the bucket 'there' of the backups is there",
      'warning: the backups lie in fra1, as the site does: one lost region loses both',
      "warning: the bucket 'there' of the backups keeps no versions: what is overwritten or deleted is lost",
    ]);
  });

  test('is skipped where nodes alone reach it, without a key, and for what the storage does not tell', async () => {
    expect(await examined.findings(backupBuckets, backups({ endpoint: 'http://169.254.169.254:8793' }))).toEqual([
      "skipped: the bucket 'there' of the backups: only nodes reach http://169.254.169.254:8793",
    ]);
    expect(await examined.findings(backupBuckets, backups({ accessKeyId: undefined }))).toEqual([
      "skipped: the bucket 'there' of the backups: no key for it",
    ]);
    // The local object storage has no versions.
    expect(await examined.findings(backupBuckets, backups())).toContain(
      "skipped: 'there' does not tell this key whether it keeps versions",
    );
  });
});

describe('of the state', () => {
  const stateIn = (fields: object = {}): Configuration => ({
    terraform: {
      backend: {
        s3: { bucket: 'there', key: 'shop.tfstate', region: 'us-east-1', endpoints: { s3: endpoint }, ...fields },
      },
    },
  });

  test('passes when it is there, keeps versions, is private and locks; nothing is left of the probe', async () => {
    versionsAre('Enabled');
    expect(await examined.findings(stateBucket, stateIn({ use_lockfile: true }))).toEqual([
      "ok: the bucket 'there' of the state is there",
      "ok: the bucket 'there' of the state keeps versions",
      "ok: strangers cannot read the state in 'there'",
      "ok: the state in 'there' is locked while somebody deploys",
    ]);
    expect(readdirSync(join(directory, 'there')).filter((name) => name.includes('doctor'))).toEqual([]);
  });

  test('is warned of when it could lock and does not', async () => {
    expect(await examined.findings(stateBucket, stateIn())).toContain(
      "warning: the bucket 'there' can lock the state, and the stack does not: two deploys at once would spoil it",
    );
  });

  test('is warned of when it cannot lock, and fails when the stack relies on it', async () => {
    // The storage of the local cloud can: another one answers.
    instead = ({ method }, response) => {
      if (method !== 'PUT' && method !== 'DELETE') return false;
      response.writeHead(200).end();
      return true;
    };
    expect(await examined.findings(stateBucket, stateIn())).toContain(
      "warning: the bucket 'there' cannot lock: two deploys at once would spoil the state",
    );
    expect(await examined.findings(stateBucket, stateIn({ use_lockfile: true }))).toContain(
      "failure: the bucket 'there' cannot lock: it ignores conditional writes",
    );
  });

  test('is not written to when nothing may be', async () => {
    instead = ({ method }, response) => {
      if (method === 'GET') return false;
      response.writeHead(500).end();
      return true;
    };
    expect(await examined.findings(stateBucket, stateIn(), { readOnly: true })).toContain(
      'skipped: locks of the state: a probe would write',
    );
  });

  test('fails when it is not there, when everybody reads it, and when the key may not write', async () => {
    expect(await examined.findings(stateBucket, stateIn({ bucket: 'missing' }))).toEqual([
      "failure: there is no bucket 'missing' of the state",
    ]);
    instead = ({ method, headers }, response) => {
      if (method === 'PUT') response.writeHead(403).end();
      else if (headers.authorization === undefined) response.end('{}');
      else return false;
      return true;
    };
    expect(await examined.findings(stateBucket, stateIn())).toEqual(
      expect.arrayContaining([
        "failure: everybody can read the state in 'there', with its secrets",
        "failure: the key may not write into 'there'",
      ]),
    );
  });

  test('gives the state without Terraform', async () => {
    expect(await examined.findings(state, stateIn())).toEqual(['ok: there is no state yet: nothing is deployed']);
    const context = examined.context(stateIn());
    const bucket = context.bucket({ endpoint, region: 'us-east-1', bucket: 'there', ...KEY });
    expect(await bucket.create('shop.tfstate')).toBe(200);
    expect(await examined.findings(state, stateIn())).toEqual([
      'failure: the state cannot be read: the state is not JSON',
    ]);
    examined.env.AWS_SECRET_ACCESS_KEY = 'another secret';
    expect(await examined.findings(state, stateIn())).toEqual([
      'failure: the state cannot be read: the bucket of the state answers 403',
    ]);
  });
});
