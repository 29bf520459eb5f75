import { Lazy, type TerraformStack } from 'cdktf';

/** Values that Terraform computes. */
export const computed = {
  text: Lazy.stringValue({ produce: () => 'computed' }),
  number: Lazy.numberValue({ produce: () => 7 }),
  list: Lazy.listValue({ produce: () => ['computed'] }),
} as const;

export interface PropCase {
  readonly accepts: readonly unknown[];
  /** A value, and what completes "[path] 'prop' must ...". */
  readonly refuses: readonly (readonly [value: unknown, message: string])[];
  /** The path in the message. @default the row's construct */
  readonly at?: string;
  /** The prop's name in the message. @default its name in its interface */
  readonly as?: string;
}

export interface PropRow extends Required<PropCase> {
  /** `AccessProps.sshKeys` */
  readonly name: string;
  readonly stackWith: (value: unknown) => TerraformStack;
}

/** The rows of one interface: `make` builds a stack in which everything but the given prop is right. */
export function rowsOf<Props>(
  name: string,
  at: string,
  make: (props: Partial<Props>) => TerraformStack,
  cases: { readonly [Prop in keyof Props]?: PropCase },
): readonly PropRow[] {
  return Object.entries<PropCase | undefined>(cases).map(([prop, one]) => ({
    at,
    as: prop,
    ...one!,
    name: `${name}.${prop}`,
    stackWith: (value) => make({ [prop]: value } as Partial<Props>),
  }));
}

export const KNOWN =
  "be known at synth, got a value that is Terraform's to compute (write the value itself, not one that Terraform computes)";

/** A number that stands in rendered text, or decides how many of something there are. */
export function wholeNumber(min: number, max: number): Pick<PropCase, 'accepts' | 'refuses'> {
  const rule = (got: number) =>
    [got, `be a whole number from ${min} to ${max}, got ${got} (use ${min} to ${max})`] as const;
  return {
    accepts: [min, max],
    refuses: [rule(min - 1), rule(max + 1), rule(min + 0.5), [computed.number, KNOWN]],
  };
}

/** Of nodes, which are made: not as many as there may be. */
export function someNodes(min: number, max: number): Pick<PropCase, 'accepts' | 'refuses'> {
  return { ...wholeNumber(min, max), accepts: [min, min + 1] };
}

/** Of a tier: a host name's label. */
export const role: Pick<PropCase, 'accepts' | 'refuses'> = {
  accepts: ['shop-2'],
  refuses: [
    ['Shop', "be one label of a host name, got 'Shop' (write it like 'web')"],
    [computed.text, KNOWN],
  ],
};

export const newer = (date: string) =>
  `what is newer than this list of ${date} goes into the context 'cdktf-web-infrastructure:allowUnknown' in cdktf.json`;
export const REGION = `be a region of DigitalOcean, got 'fra2' (use one of ams3, atl1, blr1, fra1, lon1, nyc1, nyc2, nyc3, sfo2, sfo3, sgp1, syd1, tor1; ${newer('2026-11')})`;
export const size = (got: string) =>
  `be a droplet size's slug, got '${got}' (write it like 's-2vcpu-2gb'; ${newer('2026-09')})`;
export const hostNames = (got: string) => `hold host names, got '${got}' (write them like 'www.foobar.com')`;
export const ZONE = (got: string) =>
  `be the id of a Cloudflare zone, 32 hexadecimal digits, got '${got}' (give new Zone(this, 'zone', { name: 'foobar.com' }).zoneId, or copy it from the dashboard)`;
export const VPC = "be the id of a VPC, got 'my-vpc' (`doctl vpcs list` shows them)";
