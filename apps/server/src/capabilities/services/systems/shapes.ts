import { type Static, type TSchema, Type } from 'typebox'
import { Compile } from 'typebox/compile'
import { Problem } from '../../../kernel/problem.ts'

/** Reads the content of a message by its shape; every field that is wrong is told. */
export function readerOf<T extends TSchema>(schema: T): (content: unknown) => Static<T> {
  const check = Compile(schema)
  return (content) => {
    if (check.Check(content)) return content as Static<T>
    const faults = [...check.Errors(content)].slice(0, 20).map((one) => ({
      path: `/content${one.instancePath}`,
      message: one.message,
    }))
    throw new Problem('invalid', 'message-content', '消息内容不符合约定', faults)
  }
}

export const Words = Type.String({ minLength: 1, maxLength: 2000 })
