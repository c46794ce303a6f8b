/**
 * Ids inside a definition are short (`gauge`, `rain_5min`). The kit qualifies them as `<domain>.<id>`
 * (`waterlogging.gauge`). A reference may be short (own domain) or qualified (another domain).
 * Ids of parts that live inside another part — datastreams, commands, stages, tasks, exits — are never qualified.
 */
const shortId = /^[a-z][a-z0-9]*(?:[-_][a-z0-9]+)*$/
const qualifiedId = /^[a-z][a-z0-9]*(?:-[a-z0-9]+)*\.[a-z][a-z0-9]*(?:[-_][a-z0-9]+)*$/

/** True for a short id: lower case words joined by `-` or `_`. */
export function isShortId(id: string): boolean {
  return shortId.test(id)
}

/** True for `<domain>.<id>`. */
export function isQualifiedId(id: string): boolean {
  return qualifiedId.test(id)
}

/** `('air', 'station')` → `air.station`; an id that is qualified already stays as it is. */
export function qualifyId(domain: string, id: string): string {
  return id.includes('.') ? id : `${domain}.${id}`
}

/** `air.station` → `{ domain: 'air', id: 'station' }`; throws on a short id. */
export function splitId(qualified: string): { domain: string; id: string } {
  const dot = qualified.indexOf('.')
  if (dot < 1) throw new Error(`not a qualified id: ${qualified}`)
  return { domain: qualified.slice(0, dot), id: qualified.slice(dot + 1) }
}
