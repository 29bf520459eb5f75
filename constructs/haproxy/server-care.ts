/** What counts as an error of a server (HAProxy's `observe`): failed connections, or failed requests, too. */
export type Observed = 'layer4' | 'layer7';

/**
 * On servers of an HTTP backend that are checked. Measured: a server killed or vanished costs no GET and doubles no POST. Errors of
 * real requests in a row take a server out, too, and it comes back slowly; `lastResort` is for the case that all are out. No
 * `on-marked-down shutdown-sessions`: it fails requests that would finish.
 */
export function serverCare(errorLimit: number, observe: Observed = 'layer7'): string {
  return `check inter 500ms fastinter 200ms downinter 1s fall 2 rise 15 observe ${observe} error-limit ${errorLimit} on-error mark-down slowstart 5s`;
}

/**
 * A server of an HTTP backend, found by name: a request on a connection whose other side has vanished fails after a second, and may be sent elsewhere.
 * HAProxy (3.0.11) takes `tcp-ut` of an address of a known family alone, and drops it without a word of a plain name and of `default-server`.
 */
export function serverAddress(name: string, port: number): string {
  return `ipv4@${name}:${port} tcp-ut 1000`;
}

/**
 * On servers of the backend that has the requests when none passes its checks: all that still accept connections. Slow is not dead,
 * and a tier is never emptied by the answers of its own members. As quick as other checks: when none accepts any, a node says that it is blind.
 */
export const LAST_RESORT_CARE = 'check inter 500ms fastinter 200ms fall 2 rise 1';

export function lastResortOf(backend: string): string {
  return `${backend}_any`;
}

/** A condition: what cannot do its work twice. */
export const IS_SAFE = '{ method GET HEAD OPTIONS }';

/** Of the backend that has the other requests: what `retry-on` and `http-reuse` say holds for a whole backend. */
export function onceOf(backend: string): string {
  return `${backend}_once`;
}

/** In the frontend, after `useLastResort`. */
export function useOnce(backend: string): string {
  return `  use_backend ${onceOf(backend)} if !${IS_SAFE} { nbsrv(${onceOf(backend)}) gt 0 }\n`;
}

/** In the frontend, before all other choices of a backend. */
export function useLastResort(backend: string): string {
  return `  use_backend ${lastResortOf(backend)} if { nbsrv(${backend}) eq 0 }\n`;
}
