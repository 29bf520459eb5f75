import type { Zone } from '../model';

interface Setting {
  /** Of a new zone. */
  readonly initial: unknown;
  readonly fits: (value: unknown) => boolean;
}

const oneOf = (initial: string, ...values: string[]): Setting => ({
  initial,
  fits: (value) => typeof value === 'string' && values.includes(value),
});
const onOff = (initial: 'on' | 'off') => oneOf(initial, 'on', 'off');
const HSTS = { enabled: false, max_age: 0, include_subdomains: false, nosniff: false, preload: false };
/** Ten years: more than any list of preloaded sites asks for. */
const MAX_AGE = 315_360_000;

/** Settings of a zone that the local cloud has. */
export const SETTINGS: Readonly<Record<string, Setting>> = {
  always_use_https: onOff('off'),
  automatic_https_rewrites: onOff('on'),
  brotli: onOff('on'),
  http3: onOff('on'),
  min_tls_version: oneOf('1.0', '1.0', '1.1', '1.2', '1.3'),
  opportunistic_encryption: onOff('on'),
  security_header: { initial: { strict_transport_security: HSTS }, fits: isSecurityHeader },
  ssl: oneOf('full', 'off', 'flexible', 'full', 'strict'),
  tls_1_3: oneOf('on', 'on', 'off', 'zrt'),
};

/** The value that was set, completed by the defaults of what it leaves out. */
export function settingOf(zone: Zone, id: string): unknown {
  const { initial } = SETTINGS[id]!;
  const value = zone.settings[id]?.value;
  if (value === undefined) return initial;
  return id === 'security_header' && isSecurityHeader(value)
    ? { strict_transport_security: { ...HSTS, ...value.strict_transport_security } }
    : value;
}

/** All five fields are optional, as the provider sends those that are set; none else is known. */
function isSecurityHeader(value: unknown): value is { strict_transport_security: Partial<typeof HSTS> } {
  if (!isObject(value) || Object.keys(value).join() !== 'strict_transport_security') return false;
  const header = value.strict_transport_security;
  return (
    isObject(header) &&
    Object.entries(header).every(([name, field]) =>
      name === 'max_age'
        ? Number.isInteger(field) && (field as number) >= 0 && (field as number) <= MAX_AGE
        : Object.hasOwn(HSTS, name) && typeof field === 'boolean',
    )
  );
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
