import type { PropRow } from './prop-row';
import { appRows } from './rows/app';
import { appSourceRows } from './rows/app-source';
import { dnsRows } from './rows/dns';
import { dropletRows } from './rows/droplet';
import { importedRows } from './rows/imported';
import { loadBalancerRows } from './rows/load-balancer';
import { monitoringRows } from './rows/monitoring';
import { mysqlRows } from './rows/mysql';
import { networkRows } from './rows/network';
import { processRows } from './rows/processes';
import { siteRows } from './rows/site';

export const allRows: readonly PropRow[] = [
  ...networkRows,
  ...importedRows,
  ...dnsRows,
  ...dropletRows,
  ...loadBalancerRows,
  ...appRows,
  ...appSourceRows,
  ...processRows,
  ...mysqlRows,
  ...monitoringRows,
  ...siteRows,
];
