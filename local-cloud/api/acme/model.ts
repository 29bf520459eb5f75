import type { JWK } from 'jose';

export interface AcmeAccount {
  readonly id: string;
  readonly jwk: JWK;
  readonly thumbprint: string;
  readonly contact: readonly string[];
}

export interface AcmeAuthorization {
  readonly id: string;
  /** Without `*.` of a wildcard. */
  readonly name: string;
  readonly wildcard: boolean;
  readonly token: string;
  status: 'pending' | 'valid' | 'invalid';
  /** Why it is invalid. */
  error?: string;
}

export interface AcmeOrder {
  readonly id: string;
  readonly accountId: string;
  readonly names: readonly string[];
  readonly authorizations: readonly AcmeAuthorization[];
  /** The chain, PEM, when it is issued. */
  certificate?: string;
}

/** What the certificate authority remembers. */
export interface AcmeState {
  readonly accounts: AcmeAccount[];
  readonly orders: AcmeOrder[];
}
