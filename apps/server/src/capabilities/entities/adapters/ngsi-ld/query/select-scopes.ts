import { join, raw, type Sql, sql } from '../../../../../kernel/db/sql.ts'
import { badData } from '../http/errors.ts'

/** A scope query (4.19) as a regular expression for each pattern: `;` binds stronger than `,` and `|`. */
export type ScopeQuery = string[][]

/** Parses `scopeQ`: `+` is any one step, `#` at the end anything below, or the scope itself. */
export function parseScopeQ(text: string): ScopeQuery {
  return text
    .split(/[,|]/)
    .map((all) => all.split(';').map((one) => toPattern(one.trim().replace(/[()]/g, ''))))
}

function toPattern(scope: string): string {
  if (!/^\/?([\p{L}\p{N}_-]+|\+)(\/([\p{L}\p{N}_-]+|\+))*(\/#)?$|^\/?#$/u.test(scope))
    throw badData(`scopeQ 不正确：${scope}`)
  const steps = scope.replace(/^\//, '').split('/')
  const below = steps.at(-1) === '#'
  const fixed = (below ? steps.slice(0, -1) : steps).map((step) => (step === '+' ? '[^/]+' : step))
  return `^${fixed.map((step) => `/${step}`).join('')}${below ? '(/.*)?' : ''}$`
}

/** Whether an entity with these scopes is selected. */
export function matchesScopes(scopes: readonly string[], query: ScopeQuery): boolean {
  return query.some((all) =>
    all.every((pattern) => {
      const expression = new RegExp(pattern, 'u')
      return scopes.some((scope) => expression.test(scope))
    }),
  )
}

export function compileScopeQ(query: ScopeQuery, alias = 'e'): Sql {
  const one = (pattern: string) =>
    sql`EXISTS (SELECT FROM unnest(${raw(`${alias}.scopes`)}) s WHERE s ~ ${pattern})`
  const any = query.map((all) => sql`(${join(all.map(one), ' AND ')})`)
  return sql`(${join(any, ' OR ')})`
}
