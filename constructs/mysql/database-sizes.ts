import { datedList, type DatedList } from '../dated-list';

/** Of managed MySQL: DigitalOcean's API description of 2026-08 (`GET /v2/databases/options`), and two of its price list. */
const SIZES = `
  db-s-1vcpu-2gb db-s-2vcpu-4gb db-s-4vcpu-8gb db-s-6vcpu-16gb gd-2vcpu-8gb gd-4vcpu-16gb gd-8vcpu-32gb
  gd-16vcpu-64gb gd-32vcpu-128gb gd-40vcpu-160gb so1_5-2vcpu-16gb so1_5-4vcpu-32gb so1_5-8vcpu-64gb
  so1_5-16vcpu-128gb so1_5-24vcpu-192gb so1_5-32vcpu-256gb db-intel-1vcpu-2gb db-amd-1vcpu-2gb db-amd-2vcpu-4gb
  db-intel-2vcpu-4gb db-amd-2vcpu-8gb db-intel-2vcpu-8gb db-intel-4vcpu-8gb db-amd-4vcpu-8gb db-amd-4vcpu-16gb
  db-intel-4vcpu-16gb db-intel-8vcpu-32gb db-amd-8vcpu-32gb db-intel-16vcpu-64gb db-amd-16vcpu-64gb
  db-s-8vcpu-32gb db-s-16vcpu-64gb
`;
/** Too small for a node that stands by. */
const SINGLE = ['db-s-1vcpu-1gb', 'db-amd-1vcpu-1gb', 'db-intel-1vcpu-1gb'];

export function databaseSizes(nodes: number): DatedList {
  return datedList([...(nodes === 1 ? SINGLE : []), ...SIZES.trim().split(/\s+/)], '2026-08', 'db-s-2vcpu-4gb');
}
