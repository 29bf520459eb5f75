import type { FastifyRequest } from 'fastify';

/** One page of a list, with the links and the total that clients follow: a link keeps the filters. `per_page` is 20 unless told, at most 200. */
export function page<T>(request: FastifyRequest, key: string, all: readonly T[]) {
  const { page: asked = '1', per_page: most = '20', ...filters } = request.query as Record<string, string>;
  const number = Math.max(1, Number(asked) || 1);
  const size = Math.min(200, Math.max(1, Number(most) || 20));
  const last = Math.max(1, Math.ceil(all.length / size));
  const url = (to: number) => urlOf(request, { ...filters, page: String(to), per_page: String(size) });
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

function urlOf(request: FastifyRequest, query: Readonly<Record<string, string>>): string {
  return `${request.protocol}://${request.host}${request.url.split('?')[0]}?${new URLSearchParams(query).toString()}`;
}
