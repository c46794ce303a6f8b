import type { Page } from '@civitas/sdk'

/**
 * A page of a list after one row changed: the row takes its new state where it stands, so that nothing jumps.
 * Answers the former page itself when the row is not on it.
 */
export function putInPlace<T extends { id: string }>(page: Page<T>, row: T): Page<T> {
  if (!page.items.some((each) => each.id === row.id)) return page
  return { ...page, items: page.items.map((each) => (each.id === row.id ? row : each)) }
}
