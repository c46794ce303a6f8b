/** What a list shows, as it stands in the URL: filters by name, words to find, page (from 1) and page size. */
export interface ListQuery {
  filters: Record<string, string>
  search: string
  page: number
  size: number
}

export const pageSizes = [20, 50, 100] as const
const usualSize = 20

/** Reads the query of a list; anything unreadable falls back to the first page of the usual size. */
export function parseListQuery(parameters: URLSearchParams, names: readonly string[]): ListQuery {
  const filters: Record<string, string> = {}
  for (const name of names) {
    const value = parameters.get(name)
    if (value) filters[name] = value
  }
  const size = Number(parameters.get('size'))
  const page = Number(parameters.get('page'))
  return {
    filters,
    search: parameters.get('search') ?? '',
    page: Number.isInteger(page) && page > 0 ? page : 1,
    size: pageSizes.find((each) => each === size) ?? usualSize,
  }
}

/** Writes a change into the URL’s parameters, leaving foreign ones; a changed filter goes back to the first page. */
export function writeListQuery(
  parameters: URLSearchParams,
  change: Record<string, string | number | null | undefined>,
): URLSearchParams {
  const next = new URLSearchParams(parameters)
  if (!('page' in change)) next.delete('page')
  for (const [name, value] of Object.entries(change)) {
    if (value === null || value === undefined || value === '' || (name === 'page' && value === 1))
      next.delete(name)
    else next.set(name, String(value))
  }
  return next
}
