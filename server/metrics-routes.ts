import { metricsContentType, readMetrics } from './metrics.js';
import { type Route, route } from './route.js';

export const metricsRoutes: readonly Route[] = [
  route({
    method: 'GET',
    path: '/metrics',
    handle: async ({ db, now }, { reply }) => reply.type(metricsContentType).send(await readMetrics(db, now())),
  }),
];
