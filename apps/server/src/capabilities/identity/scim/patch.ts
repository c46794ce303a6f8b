import { ScimError, wrongSyntax } from './errors.ts'
import { type Filter, fits, parseFilter, plainPath } from './filter.ts'
import { canonicalName, extensions, readOnly } from './schemas.ts'

type Resource = Record<string, unknown>
interface Path {
  /** URN of an extension, where it is of one. */
  urn: string | null
  name: string
  filter: Filter | null
  sub: string | null
}

const noTarget = (path: string) => new ScimError(400, `没有符合“${path}”的值`, 'noTarget')

/** Applies the operations of RFC 7644 section 3.5.2 to a copy of a resource. */
export function applyPatch(resource: Resource, body: unknown): Resource {
  const { Operations, operations } = (body ?? {}) as { Operations?: unknown; operations?: unknown }
  const given = Operations ?? operations
  if (!Array.isArray(given) || given.length === 0) throw wrongSyntax('缺少 Operations')
  const next = structuredClone(resource)
  for (const one of given as Record<string, unknown>[]) {
    const op = String(one?.op ?? '').toLowerCase()
    if (op !== 'add' && op !== 'replace' && op !== 'remove') throw wrongSyntax(`没有操作“${String(one?.op)}”`)
    if (op === 'remove' && !one.path) throw new ScimError(400, 'remove 须给出 path', 'noTarget')
    if (op !== 'remove' && one.value === undefined) throw wrongSyntax(`${op} 须给出 value`)
    const urn = extensions.find((each) => each.toLowerCase() === String(one.path ?? '').toLowerCase())
    if (urn && op !== 'remove') merge(next, op, { [urn]: one.value })
    else if (one.path) applyAt(next, op, parsePath(String(one.path)), one.value)
    else merge(next, op, one.value)
  }
  return next
}

function merge(resource: Resource, op: 'add' | 'replace' | 'remove', value: unknown): void {
  if (typeof value !== 'object' || value === null || Array.isArray(value))
    throw wrongSyntax('没有 path 时 value 须为对象')
  for (const [name, one] of Object.entries(value)) {
    const urn = extensions.find((each) => each.toLowerCase() === name.toLowerCase())
    if (urn && typeof one === 'object' && one !== null)
      for (const [inner, each] of Object.entries(one))
        applyAt(resource, op, { urn, name: inner, filter: null, sub: null }, each)
    else applyAt(resource, op, parsePath(name), one)
  }
}

function parsePath(text: string): Path {
  const urn = extensions.find((one) => text.toLowerCase().startsWith(`${one.toLowerCase()}:`)) ?? null
  const rest = urn
    ? text.slice(urn.length + 1)
    : text.replace(/^urn:ietf:params:scim:schemas:core:2\.0:\w+:/i, '')
  const parts = /^([\w$-]+)(?:\[(.+)\])?(?:\.([\w$-]+))?$/.exec(rest)
  if (!parts) throw new ScimError(400, `path 不正确：${text}`, 'invalidPath')
  const [, name = '', filter, sub] = parts
  return { urn, name, filter: filter ? parseFilter(filter) : null, sub: sub ?? null }
}

function applyAt(resource: Resource, op: 'add' | 'replace' | 'remove', path: Path, value: unknown): void {
  const name = canonicalName(path.name)
  if (!path.urn && readOnly.has(plainPath(name)))
    throw new ScimError(400, `“${name}”由平台维护，不能修改`, 'mutability')
  const holder = path.urn ? inside(resource, path.urn) : resource
  if (path.filter) {
    atFiltered(holder, op, { ...path, filter: path.filter, name }, value)
    return
  }
  if (path.sub) {
    const held = inside(holder, name)
    if (op === 'remove') delete held[path.sub]
    else held[path.sub] = value
    return
  }
  if (op === 'remove') {
    // Some clients name the values to take away instead of a filter.
    if (Array.isArray(value) && Array.isArray(holder[name])) takeAway(holder, name, value)
    else delete holder[name]
    return
  }
  const current = holder[name]
  if (op === 'add' && Array.isArray(current)) holder[name] = added(current, [value].flat())
  else if (op === 'add' && isObject(current) && isObject(value)) Object.assign(current, value)
  else holder[name] = value
}

function takeAway(holder: Resource, name: string, values: unknown[]): void {
  const gone = new Set(values.map((one) => (isObject(one) ? one.value : one)))
  holder[name] = (holder[name] as unknown[]).filter((one) => !gone.has(isObject(one) ? one.value : one))
}

/** Adding a value that is there changes nothing. */
function added(current: unknown[], values: unknown[]): unknown[] {
  const known = new Set(current.map((one) => (isObject(one) ? one.value : one)))
  return [...current, ...values.filter((one) => !known.has(isObject(one) ? one.value : one))]
}

function atFiltered(
  holder: Resource,
  op: 'add' | 'replace' | 'remove',
  { name, filter, sub }: Path & { filter: Filter },
  value: unknown,
): void {
  const list = Array.isArray(holder[name]) ? (holder[name] as unknown[]) : []
  const hits = list.filter((one) => fits(filter, one))
  if (hits.length === 0) {
    if (op !== 'add') throw noTarget(name)
    const fresh: Resource =
      filter.is === 'compare' && filter.by === 'eq' ? { [filter.path]: filter.value } : {}
    if (sub) fresh[sub] = value
    else Object.assign(fresh, value)
    holder[name] = [...list, fresh]
    return
  }
  if (op === 'remove' && !sub) {
    holder[name] = list.filter((one) => !hits.includes(one))
    return
  }
  for (const hit of hits.filter(isObject)) {
    if (op === 'remove') delete hit[sub as string]
    else if (sub) hit[sub] = value
    else Object.assign(hit, value)
  }
}

function inside(holder: Resource, name: string): Resource {
  if (!isObject(holder[name])) holder[name] = {}
  return holder[name] as Resource
}

function isObject(value: unknown): value is Resource {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
