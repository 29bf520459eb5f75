import type { TerraformStack } from 'cdktf';
import { Access } from '../../../constructs/droplet/access';
import { ExistingMysql } from '../../../constructs/mysql/existing-mysql';
import { PrivateNetwork } from '../../../constructs/network/private-network';
import { unpacked } from './unpacked';
import {
  problemsOf,
  resources,
  synthesize as synthesizeStack,
  testStack,
  type TerraformConfiguration,
} from '../../../testing';

export { problemsOf as problems, resources, testStack as newStack };

export const ZONE_ID = '0123456789abcdef0123456789abcdef';

/** A stack with what every tier stands on. */
export function newSite(stack = testStack()) {
  const network = new PrivateNetwork(stack, 'network', {
    region: 'fra1',
    ipRange: '10.20.0.0/20',
    domain: 'int.foobar.com',
    zoneId: ZONE_ID,
  });
  const access = new Access(stack, 'access', { sshKeys: ['platform-team'], adminCidrs: ['198.51.100.0/24'] });
  return { stack, network, access };
}

/** A database that costs no droplets. */
export function existingMysql(stack: TerraformStack): ExistingMysql {
  return new ExistingMysql(stack, 'database', {
    writerHosts: ['db.example.com'],
    password: 'secret',
    ca: '-----BEGIN CERTIFICATE-----',
  });
}

/** The Terraform configuration. */
export function synthesize(stack: TerraformStack): TerraformConfiguration {
  return synthesizeStack(stack).configuration;
}

/** All texts of the configuration; those that nodes get as settings are in base64 there. */
export function textsOf(stack: TerraformStack): string {
  const texts = JSON.stringify(synthesize(stack));
  const settings = [...texts.matchAll(/[A-Za-z0-9+/]{40,}=*/g)].map(([text]) => Buffer.from(text, 'base64').toString());
  return [unpacked(texts), ...settings].join('\n');
}
