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
  if (name === 'tags') filter.keyword = value
  else if (name === 'license_id') {
    filter.licence = known.licences.find((one) => value === one || value === licenceOf('', one).license_id)
    return filter.licence !== undefined
  }
  return name === 'tags' || name === 'res_format'
}

/** Terms of a Solr query: words, texts in quotes, and `name:value`; `+` and `AND` change nothing where all must hold. */
export function termsOf(line: string): Array<{ name: string | null; value: string }> {
  const found = line.matchAll(/\+?(?:([\w*]+):)?(?:\(?"([^"]*)"\)?|\(?([^\s()"]+)\)?)/gu)
  return [...found].flatMap(([, name, quoted, bare]) => {
    const value = quoted ?? bare ?? ''
    if (!name && (value === 'AND' || value === '+')) return []
    return value ? [{ name: name ?? null, value }] : []
  })
}

const orders = {
  title: 'name',
  title_string: 'name',
  name: 'name',
  metadata_modified: 'updated',
  views_recent: 'downloads',
} as const

export function orderOf(sort: string | undefined): NonNullable<OpenFilter['order']> {
  const first = sort?.split(',')[0]?.trim().split(/\s+/)[0] ?? ''
  return Object.hasOwn(orders, first) ? orders[first as keyof typeof orders] : 'updated'
}
