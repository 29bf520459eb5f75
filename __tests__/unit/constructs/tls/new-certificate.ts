import { createAuthority, type KeyAndCertificate } from '../../../../local-cloud/authority';
import { issueNodeCertificate } from '../../../../local-cloud/managed-mysql/certificates';

/** A certificate for these names, valid from yesterday for 825 days, and its key. */
export async function newCertificate(names: readonly string[]): Promise<KeyAndCertificate> {
  return issueNodeCertificate(await createAuthority('CN=A test'), names);
}
