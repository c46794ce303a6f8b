import { type AnyOperation, ProblemSchema, permissions } from '@civitas/contract'
import type { TObject } from 'typebox'

/** Prints OpenAPI 3.1 from the operations; `x-permission` names what each needs. */
export function toOpenApi(operations: readonly AnyOperation[], version: string): Record<string, unknown> {
  const paths: Record<string, Record<string, unknown>> = {}
  for (const operation of operations) {
    paths[operation.path] ??= {}
    const path = paths[operation.path] as Record<string, unknown>
    path[operation.method.toLowerCase()] = toOpenApiOperation(operation)
  }
  return {
    openapi: '3.1.0',
    info: {
      title: 'Civitas 城枢',
      version,
      description:
        '城市平台开放接口。每个操作在 x-permission 中写明所需权限；错误均为 application/problem+json（RFC 9457）。',
      license: { name: 'Apache-2.0', identifier: 'Apache-2.0' },
    },
    servers: [{ url: '/' }],
    tags: [...new Set(operations.map(capabilityOf))].map((name) => ({ name })),
    paths,
    components: {
      schemas: { Problem: plain(ProblemSchema) },
      securitySchemes: { bearer: { type: 'http', scheme: 'bearer' } },
    },
    'x-permissions': permissions,
  }
}

function toOpenApiOperation(operation: AnyOperation): Record<string, unknown> {
  const problem = {
    description: '错误',
    content: { 'application/problem+json': { schema: { $ref: '#/components/schemas/Problem' } } },
  }
  const status = operation.creates ? '201' : '200'
  const content = operation.produces
    ? { [operation.produces]: { schema: plain(operation.response) } }
    : { 'application/json': { schema: plain(operation.response) } }
  return {
    operationId: operation.id,
    tags: [capabilityOf(operation)],
    summary: operation.summary.zh,
    description: operation.summary.en,
    'x-permission': operation.permission,
    security: operation.permission === 'public' ? [] : [{ bearer: [] }],
    parameters: [...toParameters('path', operation.params), ...toParameters('query', operation.query)],
    ...(operation.body
      ? {
          requestBody: { required: true, content: { 'application/json': { schema: plain(operation.body) } } },
        }
      : {}),
    responses: { [status]: { description: operation.summary.zh, content }, default: problem },
  }
}

function toParameters(where: 'path' | 'query', schema: TObject | undefined): object[] {
  if (!schema) return []
  const required = new Set(schema.required ?? [])
  return Object.entries(schema.properties).map(([name, property]) => ({
    name,
    in: where,
    required: where === 'path' || required.has(name),
    schema: plain(property),
  }))
}

function capabilityOf(operation: AnyOperation): string {
  return operation.id.split('.')[0] as string
}

function plain(schema: unknown): unknown {
  return JSON.parse(JSON.stringify(schema))
}
