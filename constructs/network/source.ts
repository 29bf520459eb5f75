import type { Endpoint } from '../picture/facts';

/** Who may connect: addresses, or all droplets that carry one of the tags. */
export type Source = (
  | {
      /** Ranges of addresses, CIDR. */
      readonly cidrs: readonly string[];
    }
  | {
      /** Tags of droplets, such as `ITier.tag`. */
      readonly tags: readonly string[];
    }
) & {
  /** Whose addresses or droplets they are, for the picture: a construct, or a name. @default the addresses or tags */
  readonly who?: Endpoint;
};
