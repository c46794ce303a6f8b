import * as contract from '@civitas/contract'
import { sql } from '../../../kernel/db/sql.ts'
import { conflict, forbidden, notFound } from '../../../kernel/problem.ts'
import { getDatasetRow } from '../catalogue/register-dataset.ts'
import { ownsData } from '../catalogue/rules.ts'
import type { DataParts } from '../data-parts.ts'
import type { GatewayParts } from '../gateway/gateway-parts.ts'
import * as answers from './answer.ts'
import { applyForDatasets, renewGrant } from './apply.ts'
import { answerDemand, assignDemand, createDemand, listDemands } from './demands.ts'
import { dayOf } from './rules.ts'
import { toApplication, toGrant } from './show.ts'
import * as store from './store.ts'
import { remindProviders, tellUnused } from './watch.ts'

/** Binds requests, grants, demands and ratings. */
export function bindGrants(parts: GatewayParts): void {
  const { http, db, clock, jobs } = parts.kernel
  http.bind(contract.applyForData, async ({ body }, { principal }) => ({
    items: await applyForDatasets(parts, principal, body),
  }))
  http.bind(contract.listDataApplications, async ({ query }, { principal }) => {
    const { items, total } = await store.listApplications(db, query, principal, clock.now())
    return { items: items.map((row) => toApplication(parts, row)), total }
  })
  http.bind(contract.getDataApplication, async ({ params }, { principal }) => {
    const row = await store.findApplication(db, params.id)
    const isMine =
      row && (row.organisation_id === principal.organisationId || ownsData(principal, row.provider_id))
    if (!isMine) throw notFound('数据申请', params.id)
    return toApplication(parts, row)
  })
  http.bind(contract.askForCompletion, ({ params, body }, { principal }) =>
    answers.askForCompletion(parts, principal, params.id, body.note),
  )
  http.bind(contract.completeApplication, ({ params, body }, { principal }) =>
    answers.completeApplication(parts, principal, params.id, body),
  )
  http.bind(contract.decideApplication, ({ params, body }, { principal }) =>
    answers.answerApplication(parts, principal, params.id, body),
  )
  http.bind(contract.askArbitration, ({ params, body }, { principal }) =>
    answers.askArbitration(parts, principal, params.id, body.note),
  )
  http.bind(contract.withdrawApplication, ({ params }, { principal }) =>
    answers.withdrawApplication(parts, principal, params.id),
  )
  bindGiven(parts)
  bindFeedback(parts)
  jobs.every('data-application-limits', '*/30 * * * *', () => remindProviders(parts))
  jobs.every('data-unused-grants', '20 6 * * *', async () => void (await tellUnused(parts)))
}

interface AnswerRow {
  provider_id: string
  received: number
  granted: number
  refused: number
  waiting: number
  overdue: number
  in_time: number
  answered: number
}

function bindGiven(parts: GatewayParts): void {
  const { http, db, clock } = parts.kernel
  http.bind(contract.getApplicationStatistics, async () => {
    const rows = await db.query<AnswerRow>(sql`SELECT provider_id, count(*)::int AS received,
        count(*) FILTER (WHERE state = 'granted')::int AS granted,
        count(*) FILTER (WHERE state IN ('refused', 'arbitration', 'dismissed'))::int AS refused,
        count(*) FILTER (WHERE state = 'waiting')::int AS waiting,
        count(*) FILTER (WHERE state = 'waiting' AND due_time < ${clock.now()})::int AS overdue,
        count(*) FILTER (WHERE answered_time <= due_time)::int AS in_time,
        count(*) FILTER (WHERE answered_time IS NOT NULL)::int AS answered
      FROM data.application GROUP BY provider_id ORDER BY received DESC, provider_id`)
    return {
      items: rows.map(({ provider_id, in_time, answered, ...counts }) => ({
        ...{
          providerId: provider_id,
          providerName: parts.identity.findOrganisation(provider_id)?.name ?? '',
        },
        ...counts,
        inTimeRate: answered > 0 ? Math.round((in_time / answered) * 1000) / 10 : null,
      })),
    }
  })
  http.bind(contract.listDataGrants, async ({ query }, { principal }) => {
    const { items, total } = await store.listGrants(db, query, principal, dayOf(clock.now()))
    return { items: items.map((row) => toGrant(parts, row)), total }
  })
  http.bind(contract.withdrawDataGrant, async ({ params, body }, { principal }) => {
    await db.transaction(async (tx) => {
      const grant = await store.findGrant(tx, params.id, { lock: true })
      if (!grant) throw notFound('数据授权', params.id)
      const isHolder = grant.organisation_id === principal.organisationId
      if (!isHolder && !ownsData(principal, grant.provider_id))
        throw forbidden('由提供单位或使用单位收回。', 'not-provider')
      if (grant.withdrawn_time) throw conflict('grant-withdrawn', '授权已收回。')
      await store.withdrawGrant(tx, params.id, body.reason, clock.now())
      parts.messaging.tell(tx, {
        ...{
          key: `data.grant:${grant.id}:withdrawn`,
          title: `授权 ${grant.number} 已收回`,
          text: body.reason,
        },
        ...{ urgency: 'normal', to: [{ organisationId: grant.organisation_id }] },
        link: '/console/data-requests?tab=grants',
      })
    })
    parts.recent.forget()
    parts.kernel.cluster.tell('data-gateway', null)
    return toGrant(parts, (await store.findGrant(db, params.id)) as store.GrantRow)
  })
  http.bind(contract.renewDataGrant, ({ params, body }, { principal }) =>
    renewGrant(parts, principal, params.id, body.to),
  )
}

function bindFeedback(parts: DataParts): void {
  const { http, db, clock } = parts.kernel
  http.bind(contract.createDataDemand, ({ body }, { principal }) => createDemand(parts, principal, body))
  http.bind(contract.listDataDemands, ({ query }) => listDemands(parts, query))
  http.bind(contract.assignDataDemand, ({ params, body }) => assignDemand(parts, params.id, body.ownerId))
  http.bind(contract.answerDataDemand, ({ params, body }, { principal }) =>
    answerDemand(parts, principal, params.id, body),
  )
  const average = async (id: string) =>
    (await db.first<{
      average: number | null
      count: number
    }>(sql`SELECT round(avg(stars), 1)::float8 AS average,
      count(*)::int AS count FROM data.rating WHERE dataset_id = ${id}`)) ?? { average: null, count: 0 }
  http.bind(contract.rateDataset, async ({ params, body }, { principal }) => {
    await getDatasetRow(parts, principal, params.id)
    if (!principal.organisationId) throw forbidden('只有单位人员可以评价。', 'no-organisation')
    await db.query(sql`INSERT INTO data.rating (dataset_id, organisation_id, user_name, stars, comment, is_error_report, time)
      VALUES (${params.id}, ${principal.organisationId}, ${principal.name}, ${body.stars}, ${body.comment},
        ${body.isErrorReport ?? false}, ${clock.now()})`)
    const { average: stars, count } = await average(params.id)
    return { average: stars ?? body.stars, count }
  })
  http.bind(contract.listDatasetRatings, async ({ params, query }, { principal }) => {
    await getDatasetRow(parts, principal, params.id)
    const rows = await db.query<{
      organisation_id: string
      user_name: string
      stars: number
      comment: string
      is_error_report: boolean
      time: Date
    }>(sql`SELECT * FROM data.rating WHERE dataset_id = ${params.id} ORDER BY time DESC
      LIMIT ${query.limit ?? 50} OFFSET ${query.offset ?? 0}`)
    const { average: stars, count } = await average(params.id)
    const items = rows.map((row) => ({
      organisationName: parts.identity.findOrganisation(row.organisation_id)?.name ?? '',
      ...{
        userName: row.user_name,
        stars: row.stars,
        comment: row.comment,
        isErrorReport: row.is_error_report,
      },
      time: row.time.toISOString(),
    }))
    return { items, total: count, average: stars }
  })
}
