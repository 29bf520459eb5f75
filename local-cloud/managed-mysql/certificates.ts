import { issueServerCertificate, type KeyAndCertificate } from '../authority';

const DAYS = 825;

/** The certificate of a node, for the names of its cluster or replica; like DigitalOcean's, for no address. */
export function issueNodeCertificate(
  authority: KeyAndCertificate,
  names: readonly string[],
): Promise<KeyAndCertificate> {
  return issueServerCertificate(authority, {
    // The label: the name itself may have more characters than a common name.
    commonName: names[0]!.split('.')[0]!,
    names: names.map((value) => ({ type: 'dns', value })),
    days: DAYS,
  });
}
