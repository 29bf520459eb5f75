import type { FastifyInstance } from 'fastify';
import { required } from '../errors';
import { IMAGES, REGIONS, SIZES, imageBody, regionBody, sizeBody } from './catalog';
import { page } from './pages';

export function catalogRoutes(api: FastifyInstance): void {
  api.get('/regions', (request) => page(request, 'regions', Object.keys(REGIONS).map(regionBody)));
  api.get('/sizes', (request) => page(request, 'sizes', SIZES.map(sizeBody)));
  // Public images of distributions are all that there is.
  api.get<{ Querystring: { type?: string; private?: string; tag_name?: string } }>('/images', (request) => {
    const { type = 'distribution', private: own = 'false', tag_name: tag } = request.query;
    const wanted = type === 'distribution' && own !== 'true' && tag === undefined;
    return page(request, 'images', wanted ? Object.keys(IMAGES).map(imageBody) : []);
  });
  api.get<{ Params: { image: string } }>('/images/:image', (request) => {
    const wanted = request.params.image;
    return {
      image: imageBody(
        required(Object.keys(IMAGES).find((slug) => slug === wanted || String(IMAGES[slug]!.id) === wanted)),
      ),
    };
  });
}
