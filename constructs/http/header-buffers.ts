/**
 * Room for the headers of one message in each tier, bytes. Tiers agree: what the load balancer accepts of a request passes all
 * others, and an answer that nginx accepts passes the load balancer with what is added on the way.
 */
export const HEADER_BUFFERS = {
  /** HAProxy needs some bytes a header for itself; `rewrite` is kept free for headers that it adds. Requests over it get 400. */
  loadBalancer: { buffer: 16 * 1024, rewrite: 1024 },
  /** Of a request: one line, and how many such buffers. Of an answer: all headers; over it the visitor gets 502. */
  nginx: { requestLine: 16 * 1024, requestBuffers: 4, response: 14 * 1024 },
  /** Both directions, with what nginx adds. */
  serviceProxy: { buffer: 32 * 1024, rewrite: 1024 },
} as const;

/** Headers that HAProxy's parsers have room for; how many a visitor may send is a limit of its own. */
export const MAX_PARSED_HEADERS = 1100;
