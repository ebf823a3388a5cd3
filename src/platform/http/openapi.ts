// SPDX-License-Identifier: Apache-2.0
/** OpenAPI 3.1 made from the same operations that the server runs. */
import { z } from 'zod';
import { ERROR_KINDS } from '../../kernel/errors.ts';
import type { AnyOperation } from './routes.ts';

type Json = Record<string, unknown>;

const schemaOf = (schema: z.ZodType, io: 'input' | 'output'): Json => {
  const made: Json = { ...z.toJSONSchema(schema, { io, unrepresentable: 'any', target: 'draft-2020-12' }) };
  delete made['$schema'];
  return made;
};

const ERROR_SCHEMA: Json = {
  type: 'object',
  required: ['error'],
  properties: {
    error: {
      type: 'object',
      required: ['kind', 'code', 'id', 'details'],
      properties: {
        kind: { enum: Object.keys(ERROR_KINDS) },
        code: { type: 'string', description: 'Stable code in snake_case' },
        id: { type: 'string', description: 'Quote this id when asking for help' },
        details: {
          type: 'array',
          items: { type: 'object', properties: { field: { type: 'string' }, reason: { type: 'string' } } },
        },
        retryAfterSeconds: { type: 'number' },
      },
    },
  },
};

function parameters(place: 'path' | 'query', schema: z.ZodType | undefined): Json[] {
  if (!schema) return [];
  const { properties = {}, required = [] } = schemaOf(schema, 'input') as { properties?: Json; required?: string[] };
  return Object.entries(properties).map(([name, shape]) => ({
    name,
    in: place,
    required: place === 'path' || required.includes(name),
    schema: shape,
  }));
}

const SECURITY: Readonly<Record<string, Json[]>> = {
  public: [],
  device: [{ deviceToken: [] }],
  account: [{ session: [] }],
  member: [{ session: [] }],
  operator: [{ session: [] }],
};

function describe(described: AnyOperation): Json {
  const { access } = described;
  return {
    summary: described.summary,
    ...(access.kind === 'member' ? { description: `For: ${access.roles.join(', ')}` } : {}),
    security: SECURITY[access.kind],
    parameters: [...parameters('path', described.params), ...parameters('query', described.query)],
    ...(described.body
      ? {
          requestBody: {
            required: true,
            content: { 'application/json': { schema: schemaOf(described.body, 'input') } },
          },
        }
      : {}),
    responses: {
      [String(described.status ?? 200)]: {
        description: 'Success',
        ...(described.status === 204
          ? {}
          : { content: { 'application/json': { schema: schemaOf(described.response, 'output') } } }),
      },
      default: { description: 'Refused or failed', content: { 'application/json': { schema: ERROR_SCHEMA } } },
    },
  };
}

export function openApiDocument(operations: readonly AnyOperation[], version: string): Json {
  const paths: Record<string, Json> = {};
  for (const described of operations) {
    const path = described.path.replaceAll(/:(\w+)/g, '{$1}');
    paths[path] = { ...paths[path], [described.method.toLowerCase()]: describe(described) };
  }
  return {
    openapi: '3.1.0',
    info: { title: 'Sonae', version, license: { name: 'Apache-2.0' } },
    components: {
      securitySchemes: {
        session: { type: 'apiKey', in: 'cookie', name: '__Host-sonae_session' },
        deviceToken: { type: 'http', scheme: 'bearer' },
      },
    },
    paths,
  };
}
