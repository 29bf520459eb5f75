import type { FastifyInstance } from 'fastify';
import { required } from '../errors';
import { IMAGES, REGIONS, SIZES, imageBody, regionBody, sizeBody } from './catalog';
import { page } from './pages';

export function catalogRoutes(api: FastifyInstance): void {
  api.get('/regions', (request) => page(request, 'regions', Object.keys(REGIONS).map(regionBody)));
  api.get('/sizes', (request) => page(request, 'sizes', SIZES.map(sizeBody)));
  api.get('/images', (request) => page(request, 'images', Object.keys(IMAGES).map(imageBody)));
  api.get<{ Params: { image: string } }>('/images/:image', (request) => {
    const wanted = request.params.image;
    return {
      image: imageBody(
        required(Object.keys(IMAGES).find((slug) => slug === wanted || String(IMAGES[slug]!.id) === wanted)),
      ),
    };
  });
}
