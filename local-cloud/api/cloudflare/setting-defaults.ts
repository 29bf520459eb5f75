import type { Zone } from '../model';

const ON_OFF = ['on', 'off'];

/** Settings of a zone that the local cloud has: allowed values (undefined: an object), and the default of a new zone. */
export const SETTINGS: Readonly<Record<string, { readonly values?: readonly unknown[]; readonly initial: unknown }>> = {
  always_use_https: { values: ON_OFF, initial: 'off' },
  automatic_https_rewrites: { values: ON_OFF, initial: 'on' },
  brotli: { values: ON_OFF, initial: 'on' },
  http3: { values: ON_OFF, initial: 'on' },
  min_tls_version: { values: ['1.0', '1.1', '1.2', '1.3'], initial: '1.0' },
  opportunistic_encryption: { values: ON_OFF, initial: 'on' },
  security_header: {
    initial: {
      strict_transport_security: {
        enabled: false,
        max_age: 0,
        include_subdomains: false,
        nosniff: false,
        preload: false,
      },
    },
  },
  ssl: { values: ['off', 'flexible', 'full', 'strict'], initial: 'full' },
  tls_1_3: { values: ['on', 'off', 'zrt'], initial: 'on' },
};

export function settingOf(zone: Zone, id: string): unknown {
  return zone.settings[id]?.value ?? SETTINGS[id]!.initial;
}
