import { isDeepStrictEqual } from 'node:util'
import { invalid } from '../../../../../kernel/problem.ts'

interface Operation {
  op: string
  path: string
  from?: string
  value?: unknown
}

function wrong(message: string) {
  return invalid('/body', message)
}

/** Applies a JSON Patch (RFC 6902) to a copy of a document; all of it or, with a Problem, nothing. */
export function applyPatch(document: Record<string, unknown>, patch: unknown): Record<string, unknown> {
  if (!Array.isArray(patch)) throw wrong('JSON Patch 应为操作的数组')
  const root = { document: structuredClone(document) as unknown }
  for (const one of patch) applyOne(root, one as Operation)
  return root.document as Record<string, unknown>
}

function applyOne(root: { document: unknown }, operation: Operation): void {
  if (typeof operation !== 'object' || operation === null) throw wrong('JSON Patch 的操作应为对象')
  const { op, path, value } = operation
  const steps = toSteps(path)
  switch (op) {
    case 'add':
      if (!('value' in operation)) throw wrong('缺少 value')
      add(root, steps, value)
      return
    case 'remove':
      remove(root, steps)
      return
    case 'replace':
      if (!('value' in operation)) throw wrong('缺少 value')
      remove(root, steps)
      add(root, steps, value)
      return
    case 'move': {
      if (path.startsWith(`${operation.from}/`)) throw wrong('不能移到自己里面')
      add(root, steps, remove(root, toSteps(operation.from)))
      return
    }
    case 'copy':
      add(root, steps, structuredClone(find(root, toSteps(operation.from))))
      return
    case 'test':
      if (!isDeepStrictEqual(find(root, steps), value)) throw wrong(`test 不成立：${path}`)
      return
    default:
      throw wrong(`没有操作 ${String(op)}`)
  }
}

/** A JSON Pointer (RFC 6901) as steps below `document`. */
function toSteps(path: unknown): string[] {
  if (typeof path !== 'string' || !path.startsWith('/')) throw wrong(`路径应以 / 开头：${String(path)}`)
  const steps = path.slice(1).split('/')
  const plain = steps.map((step) => step.replaceAll('~1', '/').replaceAll('~0', '~'))
  if (plain.some((step) => step === '__proto__' || step === 'constructor')) throw wrong(`路径不允许：${path}`)
  return ['document', ...plain]
}

function find(root: unknown, steps: readonly string[]): unknown {
  return steps.reduce((at, step) => {
    if (typeof at !== 'object' || at === null || !Object.hasOwn(at, step))
      throw wrong(`没有 /${steps.slice(1).join('/')}`)
    return (at as Record<string, unknown>)[step]
  }, root)
}

function add(root: unknown, steps: readonly string[], value: unknown): void {
  const parent = find(root, steps.slice(0, -1))
  const last = steps.at(-1) as string
  if (Array.isArray(parent)) {
    const at = last === '-' ? parent.length : Number(last)
    if (!Number.isInteger(at) || at < 0 || at > parent.length) throw wrong(`数组没有位置 ${last}`)
    parent.splice(at, 0, value)
  } else if (typeof parent === 'object' && parent !== null) {
    ;(parent as Record<string, unknown>)[last] = value
  } else throw wrong(`没有 /${steps.slice(1, -1).join('/')}`)
}

function remove(root: unknown, steps: readonly string[]): unknown {
  const value = find(root, steps)
  const parent = find(root, steps.slice(0, -1))
  const last = steps.at(-1) as string
  if (Array.isArray(parent)) parent.splice(Number(last), 1)
  else delete (parent as Record<string, unknown>)[last]
  return value
}
