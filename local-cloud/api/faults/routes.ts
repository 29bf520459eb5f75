import type { FastifyInstance } from 'fastify';
import type { Cloud } from '../cloud';
import { ApiError } from '../errors';
import { FAULT, faultProblems, type Fault } from './fault';

/** Faults on request, below /local. */
export function faultRoutes(api: FastifyInstance, { faults }: Cloud): void {
  api.get('/faults', () => ({ faults: faults.list() }));
  api.post<{ Body: Fault }>(
    '/faults',
    // Attached, so that what the schema does not say is reported along with it.
    { schema: { body: FAULT }, attachValidation: true },
    async ({ body, validationError }, reply) => {
      const problems = [...(validationError ? [validationError.message] : []), ...faultProblems(body)];
      if (problems.length > 0) throw new ApiError(422, problems.join(', '));
      return reply.code(201).send({ fault: faults.add(body) });
    },
  );
  api.delete('/faults', () => ({ removed: faults.remove() }));
  api.delete<{ Params: { id: string } }>('/faults/:id', ({ params }) => {
    const removed = faults.remove(params.id);
    if (removed === 0) throw new ApiError(404, `no fault ${params.id}`);
    return { removed };
  });
}
