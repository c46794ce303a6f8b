import type { DataParts } from '../../data-parts.ts'
import { formatsOf } from '../files.ts'
import { countFacets, findOpen, listOpen, type OpenFilter, type OpenRow } from '../site-store.ts'
import {
  type Action,
  type CkanCall,
  CkanError,
  isTrue,
  listOf,
  needText,
  notThere,
  numberOf,
  textOf,
} from './action.ts'
import { groupOf, idFrom, licenceOf, organisationOf, resourceIdOf, toPackages } from './packages.ts'
import { facetNames, filterOf, orderOf } from './search-words.ts'

const most = 100_000

/** An open dataset by its name or id; a withdrawn one is not there. */
export async function packageOf(parts: DataParts, id: string): Promise<OpenRow> {
  const row = await findOpen(parts.kernel.db, id)
  if (!row || row.withdrawn_time) throw notThere('Dataset was not found.')
  return row
}

/** The dataset and form a resource id stands for. */
export async function resourceOf(parts: DataParts, id: string) {
  const { items } = await listOpen(parts.kernel.db, { limit: most, order: 'name' })
  for (const row of items) {
    const format = formatsOf(row).find((one) => resourceIdOf(row.id, one) === id)
    if (format) return { row, format }
  }
  throw notThere('Resource was not found.')
}

async function names(parts: DataParts, { given }: CkanCall): Promise<string[]> {
  const page = { limit: numberOf(given, 'limit', most, most), offset: numberOf(given, 'offset', 0, most) }
  const { items } = await listOpen(parts.kernel.db, { order: 'name', ...page })
  return items.map((row) => row.name)
}

async function search(parts: DataParts, { given, base }: CkanCall) {
  const filter = filterOf(parts, await facetWords(parts), textOf(given, 'q'), given.fq, given.fq_list)
  const rows = numberOf(given, 'rows', 10, 1000)
  const start = numberOf(given, 'start', 0, most)
  if (filter === 'nothing')
    return { count: 0, sort: 'score desc', facets: {}, results: [], search_facets: {} }
  const order = orderOf(textOf(given, 'sort'))
  // CKAN takes `rows=0` to count only.
  const { items, total } = await listOpen(parts.kernel.db, {
    ...filter,
    ...order,
    limit: rows,
    offset: start,
  })
  const wanted = listOf(given, 'facet.field') ?? []
  const longest = numberOf(given, 'facet.limit', 50, 500)
  const facets = wanted.length > 0 ? await facetsOf(parts, base, filter, wanted, longest) : {}
  return {
    count: total,
    sort: textOf(given, 'sort') ?? 'metadata_modified desc',
    results: await toPackages(parts, base, items),
    facets: Object.fromEntries(
      Object.entries(facets).map(([name, one]) => [
        name,
        Object.fromEntries(one.items.map((item) => [item.name, item.count])),
      ]),
    ),
    search_facets: facets,
  }
}

/** Themes and organisations that have open data, to find what a name stands for. */
async function facetWords(parts: DataParts) {
  const facets = await countFacets(parts.kernel.db, {})
  return {
    themes: facets.theme.map((one) => one.value),
    organisations: facets.organisation.map((one) => one.value),
    licences: facets.licence.map((one) => one.value),
  }
}

async function facetsOf(
  parts: DataParts,
  base: string,
  filter: OpenFilter,
  wanted: readonly string[],
  most: number,
) {
  const counts = await countFacets(parts.kernel.db, filter)
  const lists: Record<string, Array<{ name: string; display_name: string; count: number }>> = {
    organization: counts.organisation.map(({ value, count }) => {
      const { name, title } = organisationOf(parts, value)
      return { name, display_name: title, count }
    }),
    groups: counts.theme.map(({ value, count }) => ({
      name: groupOf(value).name,
      display_name: value,
      count,
    })),
    tags: counts.keyword.map(({ value, count }) => ({ name: value, display_name: value, count })),
    license_id: counts.licence.map(({ value, count }) => {
      return { name: licenceOf(base, value).license_id, display_name: value, count }
    }),
  }
  return Object.fromEntries(
    wanted
      .filter((name) => facetNames.has(name))
      .map((name) => [name, { title: name, items: (lists[name] ?? []).slice(0, most) }]),
  )
}

async function organisations(parts: DataParts) {
  const { organisation } = await countFacets(parts.kernel.db, {})
  return organisation.map(({ value, count }) => ({
    ...organisationOf(parts, value),
    package_count: count,
    display_name: organisationOf(parts, value).title,
  }))
}

async function groups(parts: DataParts) {
  const { theme } = await countFacets(parts.kernel.db, {})
  return theme.map(({ value, count }) => ({ ...groupOf(value), package_count: count }))
}

const named = async <T extends { id: string; name: string }>(
  given: CkanCall['given'],
  all: readonly T[],
): Promise<T> => {
  const id = needText(given, 'id')
  const found = all.find((one) => one.id === id || one.name === id)
  if (!found) throw notThere('Group was not found.')
  return found
}

/** An organisation or group, with its packages where they are asked for. */
async function withPackages<T extends object>(
  parts: DataParts,
  { given, base }: CkanCall,
  one: T,
  filter: OpenFilter,
) {
  if (!isTrue(given, 'include_datasets')) return one
  const { items } = await listOpen(parts.kernel.db, { ...filter, limit: 1000 })
  return { ...one, packages: await toPackages(parts, base, items) }
}

const listed = <T extends { name: string }>(given: CkanCall['given'], all: readonly T[]) =>
  isTrue(given, 'all_fields') ? all : all.map((one) => one.name)

export const catalogueActions: Record<string, Action> = {
  package_list: names,
  current_package_list_with_resources: async (parts, { given, base }) => {
    const page = { limit: numberOf(given, 'limit', 100, 1000), offset: numberOf(given, 'offset', 0, most) }
    return toPackages(parts, base, (await listOpen(parts.kernel.db, page)).items)
  },
  package_search: search,
  package_show: async (parts, { given, base }) => {
    const row = await packageOf(parts, needText(given, 'id'))
    return (await toPackages(parts, base, [row]))[0]
  },
  resource_show: async (parts, { given, base }) => {
    const id = needText(given, 'id')
    const { row } = await resourceOf(parts, id)
    const [one] = await toPackages(parts, base, [row])
    return one?.resources.find((resource) => resource.id === id)
  },
  organization_list: async (parts, { given }) => listed(given, await organisations(parts)),
  organization_show: async (parts, call) => {
    const one = await named(call.given, await organisations(parts))
    return withPackages(parts, call, one, { organisation: one.id })
  },
  group_list: async (parts, { given }) => listed(given, await groups(parts)),
  group_show: async (parts, call) => {
    const one = await named(call.given, await groups(parts))
    return withPackages(parts, call, one, { theme: one.title })
  },
  organization_list_for_user: () => [],
  tag_list: async (parts, { given }) => {
    const { keyword } = await countFacets(parts.kernel.db, {})
    const word = textOf(given, 'query')
    return keyword.map((one) => one.value).filter((one) => !word || one.includes(word))
  },
  tag_show: async (parts, { given, base }) => {
    const name = needText(given, 'id')
    const { items } = await listOpen(parts.kernel.db, { keyword: name, limit: 1000 })
    if (items.length === 0) throw notThere('Tag was not found.')
    const tag = { id: idFrom(`tag/${name}`), name, display_name: name, vocabulary_id: null }
    return isTrue(given, 'include_datasets')
      ? { ...tag, packages: await toPackages(parts, base, items) }
      : tag
  },
  package_autocomplete: async (parts, { given }) => {
    const word = textOf(given, 'q') ?? ''
    const limit = numberOf(given, 'limit', 10, 100)
    const { items } = await listOpen(parts.kernel.db, { search: word, order: 'name', limit })
    return items.map(({ name, title }) => ({
      ...{ name, title, match_field: 'title', match_displayed: `${title} (${name})` },
    }))
  },
  license_list: async (parts, { base }) => {
    const { licence } = await countFacets(parts.kernel.db, {})
    return licence.map(({ value }) => {
      const { license_id: id, license_title: title, license_url: url } = licenceOf(base, value)
      return { id, title, url, status: 'active', domain_data: true, is_generic: false }
    })
  },
  status_show: (_, { base }) => ({
    ...{ site_title: '公共数据开放', site_description: '', site_url: base, ckan_version: '2.11.0' },
    ...{ error_emails_to: null, locale_default: 'zh_Hans_CN', extensions: ['datastore'] },
  }),
  site_read: () => true,
  help_show: (_, { given }) => {
    const name = needText(given, 'name')
    if (!/^[a-z_]+$/.test(name)) throw new CkanError(404, { __type: 'Not Found Error', message: 'Not found' })
    return `${name}: CKAN action API 2.11`
  },
}
