import { plainPath } from './filter.ts'

type Resource = Record<string, unknown>

/** What is always told, whatever was asked for (RFC 7643 section 7, `returned: always`). */
const always = new Set(['id', 'schemas'])

/** Only the attributes that were asked for, or all but those that were not wanted (RFC 7644 section 3.9). */
export function project(
  shown: Resource,
  { attributes, excludedAttributes }: { attributes?: string; excludedAttributes?: string },
): Resource {
  const wanted = read(attributes)
  const unwanted = read(excludedAttributes)
  if (wanted.length === 0 && unwanted.length === 0) return shown
  const entries = Object.entries(shown).flatMap(([name, value]): [string, unknown][] => {
    const path = name.toLowerCase()
    if (always.has(name)) return [[name, value]]
    if (wanted.length === 0) return unwanted.includes(path) ? [] : [[name, value]]
    if (wanted.includes(path)) return [[name, value]]
    const subs = wanted.filter((one) => one.startsWith(`${path}.`) || one.startsWith(`${path}:`))
    if (subs.length === 0) return []
    return [[name, inside(value, new Set(subs.map((one) => one.slice(path.length + 1))))]]
  })
  return Object.fromEntries(entries)
}

function inside(value: unknown, names: ReadonlySet<string>): unknown {
  if (Array.isArray(value)) return value.map((one) => inside(one, names))
  if (typeof value !== 'object' || value === null) return value
  return Object.fromEntries(Object.entries(value).filter(([name]) => names.has(name.toLowerCase())))
}

function read(list: string | undefined): string[] {
  return (list ?? '')
    .split(',')
    .map((one) => plainPath(one.trim()))
    .filter(Boolean)
}
