import 'reflect-metadata';
import { spawn, type ChildProcess } from 'node:child_process';
import { webcrypto } from 'node:crypto';
import { once } from 'node:events';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { request } from 'node:https';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ExtendedKeyUsage, ExtendedKeyUsageExtension, SubjectAlternativeNameExtension } from '@peculiar/x509';
import { X509CertificateGenerator } from '@peculiar/x509';
import { HostKeys } from '../../../../cli/host-keys';
import { KEY_ALGORITHM, exportKey, type KeyAndCertificate } from '../../../../local-cloud/authority';
import { LOAD_PROGRAM, describePython } from '../../python';

const PROGRAM = join(__dirname, '../../../../constructs/droplet/node/node-settings.py');
const NAME = 'web.int.foobar.com';
const ED25519 = 'ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAA';
const RUN = `${LOAD_PROGRAM}
program.HOST_KEYS = sys.argv[2] + "/ssh/*.pub"
program.pass_on = lambda body: (200, "taken: " + body.decode())
server = program.listen(0, sys.argv[2])
print(server.server_address[1], flush=True)
server.serve_forever()`;

/** As SettingsChannel makes them. */
async function selfSigned(name: string, use: ExtendedKeyUsage): Promise<KeyAndCertificate> {
  const keys = await webcrypto.subtle.generateKey(KEY_ALGORITHM, true, ['sign', 'verify']);
  const certificate = await X509CertificateGenerator.createSelfSigned({
    name: `CN=${name}`,
    notBefore: new Date(Date.now() - 3600e3),
    notAfter: new Date(Date.now() + 3600e3),
    keys,
    signingAlgorithm: KEY_ALGORITHM,
    extensions: [
      new ExtendedKeyUsageExtension([use]),
      new SubjectAlternativeNameExtension([{ type: 'dns', value: name }]),
    ],
  });
  return { key: await exportKey(keys.privateKey), certificate: certificate.toString('pem') };
}

describePython('what listens for settings', () => {
  let directory: string;
  let node: ChildProcess;
  let port: number;
  let server: KeyAndCertificate;
  let deploy: KeyAndCertificate;

  beforeAll(async () => {
    directory = mkdtempSync(join(tmpdir(), 'settings-listener-'));
    server = await selfSigned(NAME, ExtendedKeyUsage.serverAuth);
    deploy = await selfSigned('deploy', ExtendedKeyUsage.clientAuth);
    writeFileSync(join(directory, 'tls.pem'), `${server.certificate}\n${server.key}\n`);
    writeFileSync(join(directory, 'client.pem'), deploy.certificate);
    mkdirSync(join(directory, 'ssh'));
    writeFileSync(join(directory, 'ssh/ssh_host_ed25519_key.pub'), `${ED25519} root@web-1\n`);
    node = spawn('python3', ['-S', '-c', RUN, PROGRAM, directory], { stdio: ['ignore', 'pipe', 'ignore'] });
    const [line] = (await once(node.stdout!, 'data')) as [Buffer];
    port = Number(line.toString());
  });
  afterAll(() => {
    node.kill();
    rmSync(directory, { recursive: true });
  });

  function call(method: string, path: string, client?: KeyAndCertificate): Promise<string> {
    return new Promise((resolve, reject) => {
      const to = { host: '127.0.0.1', port, servername: NAME, ca: server.certificate, method, path, agent: false };
      const sent = request({ ...to, key: client?.key, cert: client?.certificate }, (answer) => {
        let text = '';
        answer.setEncoding('utf8').on('data', (part: string) => (text += part));
        answer.on('end', () => resolve(`${answer.statusCode} ${text.trim()}`));
      });
      sent.on('error', reject).end(method === 'PUT' ? '{}' : undefined);
    });
  }

  test('takes settings from the deploy alone', async () => {
    expect(await call('PUT', '/', deploy)).toBe('200 taken: {}');
    expect(await call('PUT', '/')).toBe('403 only the deploy may change settings');
    await expect(call('PUT', '/', await selfSigned('deploy', ExtendedKeyUsage.clientAuth))).rejects.toThrow();
  });

  test('publishes the host keys, and nothing else', async () => {
    expect(await call('GET', '/host-keys')).toBe(`200 ${ED25519} root@web-1`);
    for (const path of ['/', '/host-keys/../tls.pem', '/host-keys?x']) expect(await call('GET', path)).toMatch(/^404 /);
  });

  const nodeWith = (certificate: string) => {
    return { id: '7', name: 'web-1.int.foobar.com', address: '127.0.0.1', hostKeys: { name: NAME, port, certificate } };
  };

  test('is where the command has the host keys from, when the certificate is that of the tier', async () => {
    const home = mkdtempSync(join(directory, 'home-'));
    const keys = new HostKeys({ knownHosts: join(home, 'known_hosts') });
    const file = await keys.fileOf(nodeWith(server.certificate));
    expect(readFileSync(file, 'utf8')).toBe(`droplet-7 ${ED25519}\n`);
  });

  test('is not believed with the certificate of another', async () => {
    const home = mkdtempSync(join(directory, 'home-'));
    const keys = new HostKeys({ knownHosts: join(home, 'known_hosts') });
    const { certificate } = await selfSigned(NAME, ExtendedKeyUsage.serverAuth);
    await expect(keys.fileOf(nodeWith(certificate))).rejects.toThrow(
      /host key of web-1\S+ is not known: .*curl.* 60: /,
    );
  });
});
