/**
 * The constructs: a whole site, and its parts.
 * @module cdktf-web-infrastructure
 */
export type { AppProcesses } from './app/app-processes';
export type { AppSchedule } from './app/app-schedule';
export * from './app/app-source';
export type { ArchiveOptions } from './app/fetch-archive';
export type { GitOptions } from './app/fetch-git';
export type { StartOptions } from './app/start-options';
export type { TcpPort, TcpPorts } from './app/tcp-ports';
export type { AppWorker } from './app/app-worker';
export * from './app/app-tier';
export { ChoiceOf, type Choice } from './choice';
export * from './cloud-init/cloud-config';
export type { NodeFile } from './cloud-init/node-file';
export type { TerraformText } from './cloud-init/yaml-text';
export * from './dns/cloudflare-proxy';
export * from './dns/edge-pool';
export * from './dns/site-records';
export * from './dns/zone';
export * from './droplet/access';
export * from './droplet/data-volumes';
export * from './droplet/droplet-group';
export type { DropletGroupProps, NodeProps } from './droplet/droplet-group-props';
export type { NodeSettings, SettingsFile } from './droplet/node-settings';
export * from './droplet/reboot-window';
export * from './droplet/settings-form';
export type { TierAttributes } from './droplet/imported-tier';
export type { ITier, TierMetrics, WatchedTier } from './droplet/tier';
export * from './newer-providers';
export { REPORT_PORT } from './droplet/ports';
export { httpCheck, readinessReport, type ReadinessChecks } from './droplet/readiness';
export type { AppRoute } from './http/app-route';
export type { HttpTimeouts } from './http/timeouts';
export { HaproxySnippet } from './haproxy/haproxy-snippet';
export type { HealthCheck, HealthCheckOptions } from './haproxy/health-check';
export type { Observed } from './haproxy/server-care';
export * from './load-balancer/backend';
export type { BoundFailover, FailoverContext } from './load-balancer/failover/bound-failover';
export type { EdgeOptions } from './load-balancer/failover/edge-failover';
export * from './load-balancer/failover/failover';
export type { ReservedIpOptions } from './load-balancer/failover/reserved-ip-failover';
export * from './load-balancer/load-balancer';
export * from './load-balancer/request-limits';
export type { TcpService } from './load-balancer/tcp-service';
export * from './load-balancer/traffic-policy';
export * from './monitoring/alert-receivers';
export type { AppMetrics } from './monitoring/app-metrics';
export type { SmtpSettings } from './monitoring/alerts/alertmanager-config';
export * from './monitoring/alerts/slo';
export { grafanaDashboards } from './monitoring/dashboards/grafana-dashboards';
export type { JournalCollection, JournalCollectionProps } from './monitoring/journal-collection';
export type { MonitoringChoice } from './monitoring/choice/monitoring-choice';
export type { MonitoredSite } from './monitoring/monitored-site';
export * from './monitoring/monitoring';
export * from './monitoring/self-hosted-monitoring';
export * from './monitoring/standard-monitoring';
export type { BackupsContext, BoundBackups } from './mysql/backups/bound-backups';
export * from './mysql/backups/mysql-backups';
export type { SpacesBackupsOptions } from './mysql/backups/spaces-backups';
export * from './mysql/existing-mysql';
export * from './mysql/managed-mysql';
export * from './mysql/migrating-mysql';
export * from './mysql/mysql-cluster';
export type { DatabaseChoice, DatabaseContext } from './mysql/database/database-choice';
export * from './mysql/database/mysql-database';
export { MysqlPackages, type MysqlServerChoice } from './mysql/mysql-packages';
export type { MysqlSettings } from './mysql/mysql-settings';
export * from './mysql/primary-keys';
export * from './mysql/self-hosted-mysql';
export type { MysqlServerSettings } from './mysql/server-settings';
export { Outbound, type OutboundRule } from './network/outbound';
export type { INetwork, PublishOptions } from './network/network';
export * from './network/private-network';
export type { Source } from './network/source';
export * from './network/tier-firewall';
export * from './picture/picture';
export type { DrillName, MeasuredOutage } from './report/measured-outages';
export {
  monthlyCost,
  addCostItem,
  type CostLine,
  type MonthlyCost,
  type PriceOptions,
  type TierCost,
} from './report/monthly-cost';
export type { Budget } from './report/goals';
export type { PriceSource, Prices } from './report/price-list';
export * from './report/render-report';
export * from './report/report';
export {
  singlePointsOfFailure,
  survivedLosses,
  addTolerableFailure,
  addSinglePointOfFailure,
  type CoveredLoss,
  type SinglePoint,
  type SinglePointOfFailure,
  type SurvivedLoss,
  type TierLoss,
} from './report/single-points';
export * from './service-proxy/connection';
export { serviceProxy } from './service-proxy/service-proxy';
export type { AcmeOptions } from './tls/acme-certificate';
export type { BoundCertificate, CertificateAndKey, CertificateContext } from './tls/bound-certificate';
export type { CloudflareOriginOptions } from './tls/cloudflare-origin-certificate';
export type { ProvidedOptions } from './tls/provided-certificate';
export { TierTls, type ServerTls } from './tls/tier-tls';
export * from './tls/tls-certificate';
export type { TierIdentity, TierKind } from './tiers';
export type { DatedList } from './dated-list';
export type { PropChecks, Remedy } from './validation';
export { NginxSnippet } from './web/nginx-snippet';
export * from './web/web-tier';
export * from './web-infrastructure';
