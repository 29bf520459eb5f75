import type { FastifyRequest } from 'fastify';

/** Cloudflare's envelope around every answer. */
export function ok(result: unknown, more: object = {}) {
  return { result, success: true, errors: [], messages: [], ...more };
}

/** One page of a list; clients ask on until a page is empty. */
export function okPage(request: FastifyRequest, all: readonly unknown[]) {
  const query = request.query as { page?: string; per_page?: string };
  const page = Math.max(1, Number(query.page ?? 1) || 1);
  const size = Math.min(5000, Math.max(1, Number(query.per_page ?? 100) || 100));
  const result = all.slice((page - 1) * size, page * size);
  const info = {
    page,
    per_page: size,
    count: result.length,
    total_count: all.length,
    total_pages: Math.ceil(all.length / size),
  };
  return ok(result, { result_info: info });
}
