import { operations } from '@civitas/sdk'
import { insideActs } from './identity.texts.ts'

/** What each act of the platform is called, by the id of its operation; a read is audited only when it asks for too much. */
export const operationTitles = new Map(
  operations
    .filter((operation) => operation.method !== 'GET')
    .map((operation) => [operation.id, operation.summary] as const),
)

const allTitles = new Map(operations.map((operation) => [operation.id, operation.summary] as const))

/** The title of an audited act; acts noted from inside are written in kebab case. */
export function titleOfAction(action: string) {
  const inside = insideActs[action as keyof typeof insideActs]
  if (inside) return inside
  const id = action.replace(/-([a-z])/g, (_, letter: string) => letter.toUpperCase())
  return allTitles.get(id)
}
