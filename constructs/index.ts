/**
 * The constructs: a whole site, and its parts.
 * @module cdktf-web-infrastructure
 */
export * from './app/app-source';
export * from './app/app-tier';
export * from './cloud-init/cloud-config';
export * from './dns/cloudflare-proxy';
export * from './dns/edge-pool';
export * from './dns/site-records';
export * from './dns/zone';
export * from './droplet/access';
export * from './droplet/data-volumes';
export * from './droplet/droplet-group';
export type { NodeSettings, SettingsFile } from './droplet/node-settings';
export * from './droplet/readiness';
export * from './load-balancer/backend';
export * from './load-balancer/failover';
export * from './load-balancer/load-balancer';
export * from './load-balancer/request-limits';
export * from './load-balancer/traffic-policy';
export * from './mysql/backups/mysql-backups';
export * from './mysql/managed-mysql';
export * from './mysql/mysql-cluster';
export * from './mysql/mysql-database';
export type { MysqlSettings } from './mysql/mysql-settings';
export * from './mysql/self-hosted-mysql';
export type { MysqlServerSettings } from './mysql/server-settings';
export * from './network/private-network';
export * from './network/tier-firewall';
export * from './service-proxy/connection';
export * from './service-proxy/service-proxy';
export type { AcmeOptions } from './tls/acme-certificate';
export * from './tls/tls-certificate';
export type { PropChecks } from './validation';
export * from './web/web-tier';
export * from './web-infrastructure';
