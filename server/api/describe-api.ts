import type { z } from 'zod';
import { createDocument, type ZodOpenApiOperationObject, type ZodOpenApiPathsObject } from 'zod-openapi';
import { apiError } from '../../contracts/api/error.js';
import { uploadLimits } from '../../contracts/api/testing.js';
import { type Access, accessTable } from '../access-table.js';
import type { Route } from '../route.js';

/**
 * OpenAPI 3.1 of the routes that have a summary, from the schemas by which the server itself reads and answers: what is described is what is
 * done. Who may call a route stands under `x-roles`.
 */
export function describeApi(routes: readonly Route[]): object {
  const paths: ZodOpenApiPathsObject = {};
  for (const route of routes) {
    if (route.summary === undefined) continue;
    const path = route.path.replaceAll(/:([A-Za-z]+)/g, '{$1}');
    paths[path] = { ...paths[path], [route.method.toLowerCase()]: describeRoute(route, route.summary) };
  }
  return createDocument(
    {
      openapi: '3.1.0',
      info: {
        title: '挂证广告监测 API',
        version: '1',
        description:
          '页面所用的同一套接口。程序用个人令牌访问（请求头 Authorization: Bearer …），只能读取和筛查；作出决定、修改和查看完整联系方式须登录后在页面进行。列表按键翻页：把返回的 next 作为 after 再次请求，直到它为 null。',
      },
      tags: nouns(routes).map((name) => ({ name })),
      paths,
      components: {
        securitySchemes: {
          cookie: { type: 'apiKey', in: 'cookie', name: 'session', description: '登录后的会话 Cookie，由浏览器携带' },
          bearer: { type: 'http', scheme: 'bearer', description: '个人令牌，在页面“令牌”中创建' },
        },
        responses: {
          refused: {
            description: '请求被拒绝或无法完成：code 供程序判断，message 供人阅读',
            content: { 'application/json': { schema: apiError.meta({ id: 'ApiError' }) } },
          },
        },
      },
    },
    // A part that is read by code of its own (a cursor, a truth value) is a string to whoever calls.
    { allowEmptySchema: { custom: true, transform: true, unknown: true, any: true } },
  );
}

/** The noun of a path: what the routes are grouped by. */
function nounOf({ path }: Route): string {
  return path.split('/')[2] ?? '';
}

function nouns(routes: readonly Route[]): string[] {
  return [...new Set(routes.filter(({ summary }) => summary !== undefined).map(nounOf))];
}

function describeRoute(route: Route, summary: string): ZodOpenApiOperationObject {
  const access: Access = accessTable[`${route.method} ${route.path}`] ?? [];
  const { params, query } = route;
  return {
    operationId: operationId(route),
    summary,
    tags: [nounOf(route)],
    'x-roles': access === 'anyone' ? ['anyone'] : [...access],
    security: access === 'anyone' ? [] : [{ cookie: [] }, { bearer: [] }],
    ...(params === undefined && query === undefined
      ? {}
      : { requestParams: { ...(params && { path: asObject(params) }), ...(query && { query: asObject(query) }) } }),
    ...requestBody(route),
    responses: {
      ...(route.answer === undefined
        ? { '2XX': { description: '文件，或没有内容（204）' } }
        : { '200': { description: '成功', content: { 'application/json': { schema: route.answer } } } }),
      default: { $ref: '#/components/responses/refused' },
    },
  };
}

/** Paths and queries are always read by object schemas; the type of a route does not say so. */
function asObject(schema: z.ZodType): z.ZodType<unknown, Record<string, unknown>> {
  return schema as z.ZodType<unknown, Record<string, unknown>>;
}

function requestBody({ body, takesFile }: Route): Pick<ZodOpenApiOperationObject, 'requestBody'> {
  if (body !== undefined) return { requestBody: { required: true, content: { 'application/json': { schema: body } } } };
  if (takesFile !== true) return {};
  const file = {
    type: 'string' as const,
    format: 'binary',
    description: `一个文件，最大 ${uploadLimits.bytes / 1_000_000} MB`,
  };
  const schema = { type: 'object' as const, required: ['file'], properties: { file } };
  return { requestBody: { required: true, content: { 'multipart/form-data': { schema } } } };
}

/** `GET /api/postings/:id` is `getPostingsById`. */
function operationId({ method, path }: Route): string {
  const words = path
    .split('/')
    .slice(2)
    .flatMap((part) => part.replace(/^:/, 'by-').split(/[^A-Za-z0-9]+/));
  return [method.toLowerCase(), ...words.map((word) => word.charAt(0).toUpperCase() + word.slice(1))].join('');
}
