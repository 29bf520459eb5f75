import { randomBytes } from 'node:crypto';
import type { Check, DoctorContext } from '../check';
import type { Bucket, BucketPlace } from '../../apis/object-storage';
import { failure, ok, skipped, warning, type Finding } from '../finding';
import { dropletRegions } from '../planned/names';
import { stateBucketOf, stateKeyOf, type StateBucket } from '../planned/state-bucket';

export const backupBuckets: Check = {
  id: 'backups',
  title: 'the bucket of the backups: there, in another region than the site, with versions',
  async run(context) {
    const { stack } = context;
    const findings = await Promise.all(
      stack.preflight('bucket').map(async ({ use, bucket, region, endpoint, ...key }) => {
        const [accessKeyId, secretAccessKey] = [stack.text(key.accessKeyId), stack.text(key.secretAccessKey)];
        if (!accessKeyId || !secretAccessKey) return [skipped(`the bucket '${bucket}' of the ${use}: no key for it`)];
        if (/^https?:\/\/169\.254\./.test(endpoint))
          return [skipped(`the bucket '${bucket}' of the ${use}: only nodes reach ${endpoint}`)];
        const place = { endpoint, region, bucket, accessKeyId, secretAccessKey };
        const where = dropletRegions(stack).includes(region)
          ? [warning(`the ${use} lie in ${region}, as the site does: one lost region loses both`, 'use another region')]
          : [ok(`the ${use} lie in ${region}, apart from the site`)];
        const there = await existence(context, place, use);
        return [...there.findings, ...where, ...(there.bucket ? [await versions(there.bucket, place, use)] : [])];
      }),
    );
    return findings.flat();
  },
};

export const stateBucket: Check = {
  id: 'state-bucket',
  title: "the bucket of Terraform's state: there, with versions, able to lock, closed to strangers",
  async run(context) {
    const { stack, env } = context;
    const wanted = stateBucketOf(stack);
    if (!wanted) return [];
    const key = stateKeyOf(stack, env);
    if (!key) return [skipped(`the bucket '${wanted.bucket}' of the state: no key for it`)];
    const place = { ...wanted, ...key };
    const { bucket, findings } = await existence(context, place, 'state');
    if (!bucket) return findings;
    return [
      ...findings,
      await versions(bucket, place, 'state'),
      await openness(bucket, wanted),
      await locking(context, bucket, wanted),
    ];
  },
};

async function existence(
  context: DoctorContext,
  place: BucketPlace,
  use: string,
): Promise<{ readonly findings: Finding[]; readonly bucket?: Bucket }> {
  const bucket = context.bucket(place);
  const what = `the bucket '${place.bucket}' of the ${use}`;
  let status: number;
  try {
    status = await bucket.status();
  } catch (error) {
    const { message, cause } = error as Error & { cause?: { code?: string } };
    const why = cause?.code ?? message;
    return { findings: [failure(`${what} cannot be reached (${why})`, `check that ${place.endpoint} is right`)] };
  }
  if (status === 200) return { bucket, findings: [ok(`${what} is there`)] };
  if (status === 404) {
    const remedy = `make it: aws s3api create-bucket --endpoint-url ${place.endpoint} --bucket ${place.bucket}`;
    return { findings: [failure(`there is no ${what.slice(4)}`, remedy)] };
  }
  return {
    findings: [failure(`${what} refuses the key (${status})`, 'make a key with read, write and delete for it')],
  };
}

async function versions(bucket: Bucket, place: BucketPlace, use: string): Promise<Finding> {
  const kept = await bucket.hasVersions();
  if (kept === undefined)
    return skipped(
      `'${place.bucket}' does not tell this key whether it keeps versions`,
      'look with a key of full access',
    );
  return kept
    ? ok(`the bucket '${place.bucket}' of the ${use} keeps versions`)
    : warning(
        `the bucket '${place.bucket}' of the ${use} keeps no versions: what is overwritten or deleted is lost`,
        `aws s3api put-bucket-versioning --endpoint-url ${place.endpoint} --bucket ${place.bucket} --versioning-configuration Status=Enabled`,
      );
}

async function openness(bucket: Bucket, { bucket: name, key }: StateBucket): Promise<Finding> {
  const status = await bucket.readUnsigned(key);
  return status === 200
    ? failure(`everybody can read the state in '${name}', with its secrets`, 'make the bucket and the object private')
    : ok(`strangers cannot read the state in '${name}'`);
}

/** Terraform's lock is a write that fails when the object exists: two of them show whether the storage can do that. */
async function locking({ readOnly }: DoctorContext, bucket: Bucket, { bucket: name, key, locks }: StateBucket) {
  if (readOnly) return skipped('locks of the state: a probe would write');
  const probe = `${key}.doctor-${randomBytes(6).toString('hex')}`;
  const first = await bucket.create(probe);
  let second: number | undefined;
  try {
    if (first === 200) second = await bucket.create(probe);
  } finally {
    if (first === 200) await bucket.remove(probe);
  }
  if (first === 403)
    return failure(`the key may not write into '${name}'`, 'make a key with read, write and delete for it');
  const able = second === 412 || second === 409;
  if (able && locks) return ok(`the state in '${name}' is locked while somebody deploys`);
  if (able)
    return warning(
      `the bucket '${name}' can lock the state, and the stack does not: two deploys at once would spoil it`,
      "set use_lockfile in the backend 's3'",
    );
  return locks
    ? failure(
        `the bucket '${name}' cannot lock: it ignores conditional writes`,
        'take use_lockfile away, and deploy from one place',
      )
    : warning(`the bucket '${name}' cannot lock: two deploys at once would spoil the state`, 'deploy from one place');
}
