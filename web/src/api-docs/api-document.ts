import { useQuery } from '@tanstack/react-query';
import { z } from 'zod';
import { readApi } from '../api/read-api.js';

/** A JSON schema as far as the page shows it. */
export interface Schema {
  readonly type?: string | readonly string[] | undefined;
  readonly description?: string | undefined;
  readonly enum?: readonly unknown[] | undefined;
  readonly const?: unknown;
  readonly format?: string | undefined;
  readonly properties?: Readonly<Record<string, Schema>> | undefined;
  readonly required?: readonly string[] | undefined;
  readonly items?: Schema | undefined;
  readonly anyOf?: readonly Schema[] | undefined;
  readonly oneOf?: readonly Schema[] | undefined;
  readonly allOf?: readonly Schema[] | undefined;
  readonly additionalProperties?: boolean | Schema | undefined;
  readonly default?: unknown;
  readonly maximum?: number | undefined;
  readonly maxLength?: number | undefined;
  readonly maxItems?: number | undefined;
  readonly $ref?: string | undefined;
}

const schema: z.ZodType<Schema> = z.looseObject({}) as z.ZodType<Schema>;
const content = z.record(z.string(), z.looseObject({ schema: schema.optional() }));

const operation = z.looseObject({
  operationId: z.string(),
  summary: z.string(),
  tags: z.array(z.string()),
  'x-roles': z.array(z.string()),
  parameters: z
    .array(
      z.looseObject({
        name: z.string(),
        in: z.string(),
        required: z.boolean().optional(),
        description: z.string().optional(),
        schema: schema.optional(),
      }),
    )
    .default([]),
  requestBody: z.looseObject({ content }).optional(),
  responses: z.record(z.string(), z.looseObject({ description: z.string().optional(), content: content.optional() })),
});
export type Operation = z.infer<typeof operation> & { readonly method: string; readonly path: string };

const apiDocument = z
  .looseObject({
    info: z.looseObject({ title: z.string(), description: z.string() }),
    tags: z.array(z.object({ name: z.string() })),
    paths: z.record(z.string(), z.record(z.string(), operation)),
    components: z.looseObject({ schemas: z.record(z.string(), schema) }),
  })
  .transform(({ info, tags, paths, components }) => ({
    info,
    schemas: components.schemas,
    groups: tags.map(({ name }) => ({
      name,
      operations: Object.entries(paths).flatMap(([path, methods]): Operation[] =>
        Object.entries(methods)
          .filter(([, each]) => each.tags.includes(name))
          .map(([method, each]) => ({ ...each, method: method.toUpperCase(), path })),
      ),
    })),
  }));

export const useApiDocument = () =>
  useQuery({
    queryKey: ['openapi'],
    queryFn: ({ signal }) => readApi(apiDocument, '/api/openapi.json', signal),
    staleTime: Number.POSITIVE_INFINITY,
  });
