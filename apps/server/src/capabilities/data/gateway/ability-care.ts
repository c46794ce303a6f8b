import * as contract from '@civitas/contract'
import { datasetChanged } from '@civitas/contract'
import { sql } from '../../../kernel/db/sql.ts'
import { conflict, forbidden, notFound } from '../../../kernel/problem.ts'
import { requireOwn } from '../catalogue/rules.ts'
import { dayOf } from '../grants/rules.ts'
import * as abilities from './abilities.ts'
import { checkAbility, testContract } from './ability-contract.ts'
import type { GatewayParts } from './gateway-parts.ts'
import * as store from './store.ts'

/** Binds contract tests and ratings; contracts are looked at again when their table changes, and tested every night. */
export function bindAbilityCare(parts: GatewayParts): void {
  const { http, db, jobs, messages } = parts.kernel
  messages.subscribe(
    'data.check-ability-contracts',
    datasetChanged,
    async (tx, { body }) => {
      const rows = await tx.query<{ id: string }>(
        sql`SELECT id FROM data.ability WHERE dataset_id = ${body.datasetId} AND state <> 'retired'`,
      )
      for (const { id } of rows) await checkAbility(parts, tx, id)
    },
    { when: (body) => body.act === 'fields' || body.act === 'described' },
  )
  jobs.every('data-ability-contract-tests', '20 4 * * *', async () => {
    const rows = await db.query<store.AbilityRow>(sql`SELECT ${store.abilityColumns} FROM data.ability b
      WHERE b.state IN ('published', 'deprecated') AND b.kind IN ('dataset', 'http') ORDER BY b.id`)
    for (const row of rows) await testContract(parts, row)
  })
  http.bind(contract.testAbility, async ({ params }, { principal }) => {
    const row = await store.findAbility(db, params.id)
    if (!row) throw notFound('能力', params.id)
    requireOwn(principal, row.organisation_id)
    await testContract(parts, row)
    return abilities.getAbility(parts, principal, params.id)
  })
  bindRatings(parts)
}

function bindRatings(parts: GatewayParts): void {
  const { http, db, clock } = parts.kernel
  http.bind(contract.rateAbility, async ({ params, body }, { principal }) => {
    const row = await store.findAbility(db, params.id)
    if (!row) throw notFound('能力', params.id)
    const { organisationId } = principal
    if (!organisationId) throw forbidden('只有单位人员可以评价能力。', 'no-organisation')
    if (organisationId === row.organisation_id) throw conflict('own-ability', '不能评价本单位提供的能力。')
    const used = await db.first(sql`SELECT 1 AS one FROM data.use_count WHERE ability_id = ${row.id}
      AND organisation_id = ${organisationId} AND day > ${dayOf(clock.now())}::date - 365 LIMIT 1`)
    if (!used) throw conflict('not-used', '本单位近一年没有调用过该能力，不能评价。')
    await db.query(sql`INSERT INTO data.ability_rating (ability_id, organisation_id, user_name, stars, comment, time)
      VALUES (${row.id}, ${organisationId}, ${principal.name}, ${body.stars}, ${body.comment}, ${clock.now()})
      ON CONFLICT (ability_id, organisation_id) DO UPDATE SET user_name = excluded.user_name, stars = excluded.stars,
        comment = excluded.comment, time = excluded.time`)
    return abilities.getAbility(parts, principal, row.id)
  })
  http.bind(contract.listProviderRatings, async ({ query }) => {
    const { items, total } = await store.listProviderRatings(db, query)
    const nameOf = (id: string) => parts.identity.findOrganisation(id)?.name ?? ''
    return {
      total,
      items: items.map(({ comments, ...one }) => ({
        ...one,
        stars: one.stars === null ? null : Math.round(one.stars * 10) / 10,
        organisationName: nameOf(one.organisationId),
        comments: comments.map(({ organisationId, ...said }) => ({
          ...said,
          time: new Date(said.time).toISOString(),
          organisationName: nameOf(organisationId),
        })),
      })),
    }
  })
}
