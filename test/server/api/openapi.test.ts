import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { accessTable } from '../../../server/access-table.js';
import { routes } from '../../../server/routes.js';
import { type ServedDatabase, serveDatabase } from '../served-database.js';

const schemaObject = z.looseObject({ example: z.unknown().optional() });
const operation = z.looseObject({
  operationId: z.string().min(1),
  summary: z.string().regex(/\p{Script=Han}/u),
  tags: z.array(z.string()).min(1),
  'x-roles': z.array(z.string()).min(1),
  security: z.array(z.record(z.string(), z.array(z.string()))),
  parameters: z
    .array(z.looseObject({ name: z.string(), in: z.enum(['path', 'query']), schema: schemaObject }))
    .optional(),
  requestBody: z.looseObject({ content: z.record(z.string(), z.looseObject({ schema: schemaObject })) }).optional(),
  responses: z.record(z.string(), z.looseObject({})),
});
/** What OpenAPI 3.1 demands of a document, as far as it is used here. */
const openApi = z.looseObject({
  openapi: z.string().regex(/^3\.1\.\d+$/),
  info: z.looseObject({ title: z.string(), version: z.string() }),
  paths: z.record(
    z.string().startsWith('/'),
    z
      .record(z.enum(['get', 'post', 'put', 'delete']), operation)
      .or(z.partialRecord(z.enum(['get', 'post', 'put', 'delete']), operation)),
  ),
  components: z.looseObject({
    schemas: z.record(z.string(), z.unknown()),
    securitySchemes: z.looseObject({ cookie: z.looseObject({}), bearer: z.looseObject({}) }),
  }),
});

let served: ServedDatabase;
let text: string;
let document: z.infer<typeof openApi>;
beforeAll(async () => {
  served = await serveDatabase();
  const response = await (await served.logIn('auditor')).get('/api/openapi.json');
  expect(response.status).toBe(200);
  text = await response.text();
  document = openApi.parse(JSON.parse(text));
});
afterAll(() => served?.close());

const operations = () =>
  Object.entries(document.paths).flatMap(([path, methods]) =>
    Object.entries(methods).map(([method, each]) => ({ path, method, ...operation.parse(each) })),
  );

describe('GET /api/openapi.json', () => {
  it('has every route of the table that is part of the API, with the roles that may call it', () => {
    const described = new Map(
      operations().map((each) => [`${each.method.toUpperCase()} ${each.path.replaceAll(/\{(\w+)\}/g, ':$1')}`, each]),
    );
    const expected = routes.filter(({ path, summary }) => path.startsWith('/api/') && summary !== undefined);
    expect(expected.length).toBeGreaterThan(15);
    expect([...described.keys()].sort()).toEqual(expected.map(({ method, path }) => `${method} ${path}`).sort());
    for (const [key, each] of described) {
      const access = accessTable[key];
      expect(each['x-roles'], key).toEqual(access === 'anyone' ? ['anyone'] : access);
      expect(each.security.length > 0, key).toBe(access !== 'anyone');
    }
  });

  it('names each operation once, and every part of a path', () => {
    const ids = operations().map(({ operationId }) => operationId);
    expect(new Set(ids).size).toBe(ids.length);
    for (const { path, parameters = [] } of operations()) {
      const named = [...path.matchAll(/\{(\w+)\}/g)].map((match) => match[1]);
      expect(
        parameters.filter((each) => each.in === 'path').map(({ name }) => name),
        path,
      ).toEqual(named);
    }
  });

  it('has no reference that leads nowhere', () => {
    const references = [...text.matchAll(/"\$ref":"([^"]+)"/g)].map((match) => match[1] ?? '');
    expect(references.length).toBeGreaterThan(0);
    for (const reference of new Set(references)) {
      const found = reference
        .split('/')
        .slice(1)
        .reduce<unknown>((at, key) => z.looseObject({}).parse(at)[key], document);
      expect(found, reference).toBeDefined();
    }
  });

  it('has examples that the schemas beside them accept', () => {
    let examples = 0;
    const visit = (node: unknown): void => {
      if (typeof node !== 'object' || node === null) return;
      if ('example' in node && 'type' in node) {
        examples++;
        const { example, ...schema } = node;
        expect(z.fromJSONSchema(schema as Parameters<typeof z.fromJSONSchema>[0]).safeParse(example).success).toBe(
          true,
        );
      }
      for (const inner of Object.values(node)) visit(inner);
    };
    visit(document.paths);
    expect(examples).toBeGreaterThan(0);
  });

  it('describes the bodies and answers of a machine client’s route', () => {
    const scan = operations().find(({ path }) => path === '/api/scan');
    expect(JSON.stringify(scan?.requestBody)).toContain('maxItems');
    expect(JSON.stringify(scan?.responses['200'])).toContain('probability');
    const uploadRoute = operations().find(
      ({ path, method }) => path === '/api/testing/evaluations' && method === 'post',
    );
    expect(Object.keys(uploadRoute?.requestBody?.content ?? {})).toEqual(['multipart/form-data']);
  });
});
