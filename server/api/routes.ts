import { scanAnswer, scanLimits, scanRequest } from '../../contracts/api/scan.js';
import { RequestError } from '../request-error.js';
import { type Route, route } from '../route.js';
import { describeApi } from './describe-api.js';
import { scanRows } from './scan-rows.js';

/** @param routes all of the server's, these included, once they are put together */
export function apiRoutes(routes: () => readonly Route[]): readonly Route[] {
  let described: object | undefined;
  return [
    route({
      method: 'POST',
      path: '/api/scan',
      summary: '发布前筛查：逐条研判招聘信息，不保存',
      body: scanRequest,
      answer: scanAnswer,
      bodyLimit: scanLimits.bytes,
      handle: async ({ judging, now }, { session, body, reply }) => {
        const seconds = judging.scans.take(session.person.id, now());
        if (seconds > 0) {
          reply.header('retry-after', String(seconds));
          throw new RequestError(
            429,
            'too_many_requests',
            `每分钟最多 ${scanLimits.requestsPerMinute} 次，请 ${seconds} 秒后再试。`,
          );
        }
        return scanRows(await judging.judge(), body.rows);
      },
    }),
    route({
      method: 'GET',
      path: '/api/openapi.json',
      summary: '本接口的 OpenAPI 3.1 描述',
      handle: async () => {
        described ??= describeApi(routes());
        return described;
      },
    }),
  ];
}
