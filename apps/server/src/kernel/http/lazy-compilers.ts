import ajvCompiler from '@fastify/ajv-compiler'
import serializerSelector from '@fastify/fast-json-stringify-compiler'
import type { FastifyServerOptions } from 'fastify'

type Factory = NonNullable<NonNullable<FastifyServerOptions['schemaController']>['compilersFactory']>
type BuildValidator = Extract<NonNullable<Factory['buildValidator']>, (...given: never[]) => unknown>
type Compile = (route: never) => ((data: unknown) => unknown) & { errors?: unknown }

/** The same without reading a type as another: a number of its text, 0 of null. */
function exact(options: never): never {
  const { customOptions } = options as { customOptions?: object }
  return { ...(options as object), customOptions: { ...customOptions, coerceTypes: false } } as never
}

/**
 * Compiles the schemas of a route at its first request instead of at the start: with a thousand operations, most of which
 * one process never serves, that was most of the time a start took.
 */
export const lazyCompilers: Factory = {
  buildValidator: ((externalSchemas: never, options: never) => {
    const compile = ajvCompiler()(externalSchemas, options) as unknown as Compile
    const compileExact = ajvCompiler()(externalSchemas, exact(options)) as unknown as Compile
    return (route: never) => {
      let made: ReturnType<Compile> | undefined
      let asItStands: ReturnType<Compile> | undefined
      const validate = (data: unknown) => {
        // Reading a null as a number makes it 0: a body is read only where it is not right as it stands.
        if ((route as { httpPart?: string }).httpPart === 'body') {
          asItStands ??= compileExact(route)
          if (asItStands(data)) return true
        }
        made ??= compile(route)
        const isValid = made(data)
        // Fastify reads what is wrong from the function it was given.
        Object.assign(validate, { errors: made.errors })
        return isValid
      }
      return validate
    }
  }) as unknown as BuildValidator,
  buildSerializer: (externalSchemas, options) => {
    const compile = serializerSelector()(externalSchemas, options)
    return (route) => {
      let made: ReturnType<typeof compile> | undefined
      return (data: unknown) => {
        made ??= compile(route)
        return made(data)
      }
    }
  },
}
