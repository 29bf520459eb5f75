import { Token } from 'cdktf';
import type { PropChecks } from '../validation';
import { cnfValue } from './cnf-value';
import { isOfTheCluster, nameInMyCnf } from './cluster-variables';
import { PrimaryKeys } from './primary-keys';

/** MySQL's own settings, of each node. */
export interface MysqlServerSettings {
  /** InnoDB's buffer pool, MiB. @default half of the droplet's memory: the rest is for connections, replication and the system */
  readonly bufferPoolMb?: number;
  /** Connections that a node takes; the app may have all but 50 of them. @default one for each 16 MiB of the droplet's memory, 100 to 2000 */
  readonly maxConnections?: number;
  /** InnoDB's redo log, MiB: the larger, the smoother many writes, and the longer a start after a crash. @default half of the buffer pool, 100 to 8192 */
  readonly redoLogMb?: number;
  /** Tables that are created without a primary key. @default PrimaryKeys.invisible() */
  readonly primaryKeys?: PrimaryKeys;
  /**
   * Largest transaction that a group takes, MiB, 1 to 2047: its changed rows, as the binary log has them. Every member holds it in memory more than once, and
   * all other writes wait while it travels (docs/guides/operations.md#large-transactions). A pair has no such limit.
   * @default MySQL's: 150 MB, about 143
   */
  readonly maxTransactionMb?: number;
  /**
   * Others by their names in a configuration file: `{ long_query_time: 1, slow_query_log: true }`. What the cluster itself depends on is refused
   * at synth; what the server does not know, before it is restarted with it.
   * @default {}
   */
  readonly settings?: Readonly<Record<string, string | number | boolean>>;
}

export interface ResolvedServerSettings {
  readonly bufferPoolMb: number;
  readonly maxConnections: number;
  readonly redoLogMb: number;
  readonly primaryKeys: PrimaryKeys;
  /** Bytes; of a group. */
  readonly maxTransaction: number;
  /** Lines of a configuration file. */
  readonly others: readonly string[];
}

/** Kept for replication, the role agent, exporters, backups and whoever mends the node. */
export const OWN_CONNECTIONS = 50;

/** MySQL's own limit of a transaction in a group, bytes. */
const TRANSACTION_BYTES = 150_000_000;

/** What a droplet of this size has, MiB; undefined when its slug does not say. `c-N` has 2 GiB for each of N processors. */
export function memoryOf(size: string): number | undefined {
  const told = /-(\d+)(gb|mb)(-|$)/.exec(size);
  if (told) return Number(told[1]) * (told[2] === 'gb' ? 1024 : 1);
  const processors = /^c2?-(\d+)(-|$)/.exec(size)?.[1];
  return processors === undefined ? undefined : Number(processors) * 2048;
}

export function resolveServerSettings(size: string, props: MysqlServerSettings): ResolvedServerSettings {
  // Of a size that is not known there is little to start from.
  const memory = (Token.isUnresolved(size) ? undefined : memoryOf(size)) ?? 1024;
  const between = (least: number, value: number, most: number) => Math.min(most, Math.max(least, Math.floor(value)));
  const bufferPoolMb = props.bufferPoolMb ?? Math.floor(memory / 2);
  return {
    bufferPoolMb,
    maxConnections: props.maxConnections ?? between(100, memory / 16, 2000),
    redoLogMb: props.redoLogMb ?? between(100, bufferPoolMb / 2, 8192),
    primaryKeys: props.primaryKeys ?? PrimaryKeys.invisible(),
    maxTransaction: props.maxTransactionMb === undefined ? TRANSACTION_BYTES : props.maxTransactionMb * 2 ** 20,
    others: Object.entries(props.settings ?? {}).map(([name, value]) => `${nameInMyCnf(name)} = ${render(value)}`),
  };
}

export function checkServerSettings(checks: PropChecks, nodes: number, size: string, props: MysqlServerSettings): void {
  const { bufferPoolMb, maxConnections, redoLogMb } = resolveServerSettings(size, props);
  checks.wholeNumber('bufferPoolMb', bufferPoolMb, 16, 1_000_000);
  checks.wholeNumber('maxConnections', maxConnections, OWN_CONNECTIONS + 10, 10_000);
  checks.wholeNumber('redoLogMb', redoLogMb, 8, 131_072);
  const { maxTransactionMb } = props;
  if (maxTransactionMb !== undefined) {
    checks.wholeNumber('maxTransactionMb', maxTransactionMb, 1, 2047);
    checks.require(
      nodes !== 2,
      'maxTransactionMb',
      'be left out of a pair',
      maxTransactionMb,
      'transactions of a pair have no limit',
    );
  }
  const memory = Token.isUnresolved(size) ? undefined : memoryOf(size);
  checks.check(
    'bufferPoolMb',
    bufferPoolMb,
    (pool) => memory === undefined || pool <= memory * 0.8,
    `be at most 80 % of the ${memory} MiB that '${size}' has`,
    'the server needs more than its buffer pool: take a larger size',
  );
  for (const [name, value] of Object.entries(props.settings ?? {})) {
    const prop = `settings.${name}`;
    checks.require(
      /^[a-z][a-z0-9_-]*$/.test(name),
      prop,
      'be the name of a setting',
      name,
      "write it like 'long_query_time'",
    );
    checks.require(
      !isOfTheCluster(name),
      prop,
      'not be one that the cluster depends on, or that has a prop of its own',
      value,
      'leave it out; bufferPoolMb, maxConnections, redoLogMb, primaryKeys and maxTransactionMb are props',
    );
    checks.check(
      prop,
      value,
      (one) => typeof one !== 'string' || !one.includes('\0'),
      'be text without NUL',
      'write the value as the server is to have it',
    );
  }
}

function render(value: string | number | boolean): string {
  if (typeof value === 'boolean') return value ? 'ON' : 'OFF';
  // Terraform's is written as it is: its text cannot be looked at here.
  return Token.isUnresolved(value) ? String(value) : cnfValue(String(value));
}
