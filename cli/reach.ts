import type { SynthesizedStack } from './project/synthesized-stack';

/** How this machine reaches what a stack has deployed. Another implementation may be loaded: see load-reach.ts. */
export interface Reach {
  /** What Terraform needs in its environment, beside this process's own. */
  readonly terraform: NodeJS.ProcessEnv;
  readonly ssh: SshRoute;
  readonly digitalOcean: ApiAccess;
  readonly cloudflare: ApiAccess;
}

/** How `ssh` leaves this machine. */
export interface SshRoute {
  /** Before `ssh` on the command line. @default none */
  readonly prefix?: readonly string[];
  /** Options of ssh: a key, for example. @default none */
  readonly options?: readonly string[];
  /** @default ~/.ssh/known_hosts */
  readonly knownHosts?: string;
}

export interface ApiAccess {
  /** Without a slash at the end. */
  readonly url: string;
  /** @default none is known */
  readonly token?: string;
}

/** What a module that is loaded exports, as `reach`. It resolves with undefined for a stack that is not its own. */
export type FindReach = (stack: SynthesizedStack) => Promise<Reach | undefined>;
