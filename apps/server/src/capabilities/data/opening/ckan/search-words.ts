import type { DataParts } from '../../data-parts.ts'
import type { OpenFilter } from '../site-store.ts'
import { groupOf, licenceOf, organisationOf } from './packages.ts'

export const facetNames = new Set(['organization', 'groups', 'tags', 'license_id'])

interface Known {
  readonly themes: readonly string[]
  readonly organisations: readonly string[]
  readonly licences: readonly string[]
}

/**
 * What a search of CKAN means here: the words of `q`, and the terms `name:value` of `q` and `fq` that narrow by organisation,
 * group, tag or licence. A term that names nothing that is there finds nothing.
 */
export function filterOf(
  parts: DataParts,
  known: Known,
  q: string | undefined,
  fq: unknown,
  fqList: unknown,
): OpenFilter | 'nothing' {
  const lines = [q ?? '', ...(Array.isArray(fq) ? fq : [fq]), ...(Array.isArray(fqList) ? fqList : [fqList])]
  const words: string[] = []
  const filter: OpenFilter = {}
  for (const { name, value } of lines.flatMap((line) => termsOf(String(line ?? '')))) {
    if (name === null) {
      if (value !== '*' && value !== '*:*') words.push(value)
      continue
    }
    if (name === '*' || value === '*' || ['dataset_type', 'type', 'state', 'capacity'].includes(name))
      continue
    if (['title', 'notes', 'text', 'name'].includes(name)) {
      words.push(value.replace(/\*/g, ''))
      continue
    }
    if (!narrow(parts, known, filter, name, value)) return 'nothing'
  }
  return words.length > 0 ? { ...filter, search: words.join(' ') } : filter
}

function narrow(parts: DataParts, known: Known, filter: OpenFilter, name: string, value: string): boolean {
  if (name === 'organization' || name === 'owner_org') {
    const found = known.organisations.find((id) => {
      const one = organisationOf(parts, id)
      return value === id || value === one.name || value === one.title
    })
    filter.organisation = found
    return found !== undefined
  }
  if (name === 'groups') {
    filter.theme = known.themes.find((theme) => value === theme || value === groupOf(theme).name)
    return filter.theme !== undefined
  }
  if (name === 'metadata_modified') return withinSpan(filter, value)
  if (name === 'id') return false
  if (name === 'tags') filter.keyword = value
  else if (name === 'license_id') {
    filter.licence = known.licences.find((one) => value === one || value === licenceOf('', one).license_id)
    return filter.licence !== undefined
  }
  return name === 'tags' || name === 'res_format'
}

/** `[FROM TO UNTIL]` as harvesters ask for what has changed since they came last; `*` leaves an end open. */
function withinSpan(filter: OpenFilter, value: string): boolean {
  const [, from = '*', to = '*'] = /^\[(\S+) TO (\S+)\]$/.exec(value) ?? []
  const instant = (text: string) => {
    const now = text === 'NOW' || text === '*'
    const time = now ? undefined : new Date(/Z$|[+-]\d\d:\d\d$/.test(text) ? text : `${text}Z`)
    return time && !Number.isNaN(time.getTime()) ? time : undefined
  }
  const [changedFrom, changedTo] = [instant(from), instant(to)]
  Object.assign(filter, changedFrom && { changedFrom }, changedTo && { changedTo })
  return [from, to].every((text) => text === '*' || text === 'NOW' || instant(text) !== undefined)
}

/** Terms of a Solr query: words, texts in quotes, spans in brackets, and `name:value`; `+` and `AND` change nothing where all must hold. */
export function termsOf(line: string): Array<{ name: string | null; value: string }> {
  const found = line.matchAll(/\+?(?:([\w*]+):)?(?:\(?"([^"]*)"\)?|(\[[^\]]*\])|\(?([^\s()"]+)\)?)/gu)
  return [...found].flatMap(([, name, quoted, span, bare]) => {
    const value = quoted ?? span ?? bare ?? ''
    if (!name && (value === 'AND' || value === '+')) return []
    return value ? [{ name: name ?? null, value }] : []
  })
}

/** What CKAN sorts by, with the direction our orders have of themselves. */
const orders = {
  title: ['name', 'asc'],
  title_string: ['name', 'asc'],
  name: ['name', 'asc'],
  id: ['id', 'asc'],
  metadata_created: ['opened', 'desc'],
  metadata_modified: ['updated', 'desc'],
  views_recent: ['downloads', 'desc'],
} as const

/** The order asked for; ascending where no direction is given, as in Solr it must be. */
export function orderOf(sort: string | undefined): Pick<OpenFilter, 'order' | 'reversed'> {
  const [field = '', way = 'asc'] = sort?.split(',')[0]?.trim().split(/\s+/) ?? []
  if (!Object.hasOwn(orders, field)) return { order: 'updated' }
  const [order, own] = orders[field as keyof typeof orders]
  return { order, reversed: way.toLowerCase() !== own }
}
