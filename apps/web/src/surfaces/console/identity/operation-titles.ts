import { operations } from '@civitas/sdk'

/** What each act of the platform is called, by its id; reading is not audited and left out. */
export const operationTitles = new Map(
  operations
    .filter((operation) => operation.method !== 'GET')
    .map((operation) => [operation.id, operation.summary] as const),
)
