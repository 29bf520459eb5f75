import type { Endpoint } from '../picture/facts';

/** Who may connect: addresses, or all droplets that carry one of the tags. */
export type Source = ({ readonly cidrs: readonly string[] } | { readonly tags: readonly string[] }) & {
  /** Whose addresses or droplets they are, for the picture: a construct, or a name. @default the addresses or tags */
  readonly who?: Endpoint;
};
