/** Jest: code of yours that calls the API, against droplets on paper. Needs the variables of `npm run -s local -- env`. */
const api = async (method, path, body) => {
  const response = await fetch(process.env.DIGITALOCEAN_API_URL + path, {
    method,
    headers: {
      authorization: `Bearer ${process.env.DIGITALOCEAN_ACCESS_TOKEN}`,
      ...(body && { 'content-type': 'application/json' }),
    },
    body: body && JSON.stringify(body),
  });
  return { status: response.status, body: response.status === 204 ? undefined : await response.json() };
};

test('a droplet is made, becomes active, and is deleted', async () => {
  const wanted = { name: 'worker-1', region: 'fra1', size: 's-1vcpu-1gb', image: 'ubuntu-24-04-x64' };
  const made = await api('POST', '/v2/droplets', wanted);
  expect(made.status).toBe(202);
  const path = `/v2/droplets/${made.body.droplet.id}`;
  let droplet;
  do droplet = (await api('GET', path)).body.droplet;
  while (droplet.status === 'new');
  expect(droplet).toMatchObject({ status: 'active', networks: { v4: [{ type: 'private' }, { type: 'public' }] } });
  expect((await api('DELETE', path)).status).toBe(204);
  expect((await api('GET', path)).status).toBe(404);
});
