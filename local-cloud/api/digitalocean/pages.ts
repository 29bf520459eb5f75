import type { FastifyRequest } from 'fastify';

/** One page of a list, with the links and the total that clients follow. `per_page` is 20 unless told, at most 200. */
export function page<T>(request: FastifyRequest, key: string, all: readonly T[]) {
  const query = request.query as { page?: string; per_page?: string };
  const number = Math.max(1, Number(query.page ?? 1) || 1);
  const size = Math.min(200, Math.max(1, Number(query.per_page ?? 20) || 20));
  const last = Math.max(1, Math.ceil(all.length / size));
  const url = (to: number) => `http://${request.host}${request.url.split('?')[0]}?page=${to}&per_page=${size}`;
  const pages = {
    ...(number > 1 && { first: url(1), prev: url(number - 1) }),
    ...(number < last && { last: url(last), next: url(number + 1) }),
  };
  return {
    [key]: all.slice((number - 1) * size, number * size),
    links: Object.keys(pages).length > 0 ? { pages } : {},
    meta: { total: all.length },
  };
}
