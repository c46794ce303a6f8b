import sqlTag, { empty, join, raw, type Sql } from 'sql-template-tag'

export type { Sql }
/** Tagged template for SQL with parameters; pieces compose. */
export const sql = sqlTag
export { empty, join, raw }
