import Fastify from 'fastify'
import { expect, it } from 'vitest'
import { lazyCompilers } from './lazy-compilers.ts'

it('leaves a body as it is where it is right, and reads a number of its text where not', async () => {
  const fastify = Fastify({
    schemaController: { compilersFactory: lazyCompilers },
    ajv: { customOptions: { coerceTypes: true, useDefaults: true, allErrors: true, strict: false } },
  })
  const nullable = (type: string) => ({ anyOf: [{ type }, { type: 'null' }] })
  const properties = {
    count: nullable('integer'),
    name: nullable('string'),
    most: { type: 'integer', default: 5 },
  }
  const body = { type: 'object', required: ['count'], properties }
  fastify.post('/', { schema: { body } }, async (request) => request.body)
  const post = async (payload: object) => {
    const { statusCode, body: text } = await fastify.inject({ method: 'POST', url: '/', payload })
    return statusCode === 200 ? JSON.parse(text) : statusCode
  }
  expect(await post({ count: null, name: null })).toEqual({ count: null, name: null, most: 5 })
  expect(await post({ count: 0, name: '' })).toEqual({ count: 0, name: '', most: 5 })
  expect(await post({ count: '7', most: '3' })).toEqual({ count: 7, most: 3 })
  expect(await post({ name: '好' })).toBe(400)
  await fastify.close()
})
