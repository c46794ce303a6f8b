import * as contract from '@civitas/contract'
import { applicationChanged, type SupervisionCard } from '@civitas/contract'
import { hasPermission } from '../../../kernel/access.ts'
import type { Transaction } from '../../../kernel/db/database.ts'
import { sql } from '../../../kernel/db/sql.ts'
import { conflict, forbidden, notFound } from '../../../kernel/problem.ts'
import { usedDays } from '../applications/clock.ts'
import { listApplications } from '../applications/store.ts'
import { dayOf } from '../numbers.ts'
import type { ServicesParts } from '../services-parts.ts'
import { bindSupervisionOrders } from './orders.ts'
import { readLog, readLogs } from './read-log.ts'
import { judgeLog, rules } from './rules.ts'
import * as store from './store.ts'

/** 电子监察 over node logs (SOC-012, GOV-003). It reads applications and changes none. */
export function bindSupervision(parts: ServicesParts): void {
  const { http, db, clock, messages, jobs } = parts.kernel
  messages.subscribe(
    'services.supervise',
    applicationChanged,
    (tx, { body }) => judge(parts, tx, [body.applicationId]),
    {
      when: (body) => body.state !== 'draft',
      all: (tx, messages) => judge(parts, tx, [...new Set(messages.map(({ body }) => body.applicationId))]),
      atMost: 100,
    },
  )
  jobs.every('services-supervise', '* * * * *', () => judgeAll(parts))
  bindCards(parts)
  bindSupervisionOrders(parts)
  http.bind(contract.recomputeSupervision, async ({ params }) => {
    const read = await readLog(parts, db, params.id, clock.now())
    if (!read) throw notFound('办件', params.id)
    const found = judgeLog(read.log, read.content)
    const cards = await store.listCards(db, sql`TRUE`, { application: params.id, limit: 500 })
    const again = new Set(found.map((one) => one.rule))
    // A warning before the limit gives way to the card after it.
    const isSame = cards.items.every((card) => again.has(card.rule) || card.rule === 'near-limit')
    return { isSame, found: found.map(({ rule, level, says }) => ({ rule, level, says })) }
  })
  http.bind(contract.getOfficeScores, async ({ query }) => {
    const rows = await store.readScores(db, query.month ?? dayOf(clock.now()).slice(0, 7))
    return {
      items: rows.map((row) => ({
        organisationName: parts.identity.findOrganisation(row.organisation_id)?.name ?? '',
        ...{ applications: row.applications, yellow: row.yellow, red: row.red },
        onTimeRate: row.decided ? row.on_time / row.decided : null,
        score: Math.max(0, 100 - row.points),
      })),
    }
  })
  http.bind(contract.listPublicRuns, async ({ query }) => {
    const now = clock.now()
    const { items, total } = await listApplications(
      db,
      sql`a.number IS NOT NULL`,
      { ...query, search: undefined },
      now,
    )
    return {
      items: items.map((row) => ({
        number: (row.number ?? '').replace(/^(.{10}).*(.{2})$/, '$1****$2'),
        ...{ itemTitle: row.item_title, state: row.state, limitDays: row.limit_days },
        organisationName: parts.identity.findOrganisation(row.organisation_id)?.name ?? '',
        submittedDay: dayOf(row.submitted_time ?? row.created_time),
        usedDays: usedDays(parts.territory, row, now),
      })),
      total,
    }
  })
}

/** Judges applications and writes the cards that are new. */
async function judge(parts: ServicesParts, tx: Transaction, ids: readonly string[]): Promise<void> {
  const now = parts.kernel.clock.now()
  const found = (await readLogs(parts, tx, ids, now)).flatMap(({ id, log, content, organisationId }) =>
    judgeLog(log, content).map((finding) => ({
      ...{ ...finding, applicationId: id, organisationId },
      ruleVersion: rules.find((one) => one.id === finding.rule)?.version ?? 1,
    })),
  )
  for (const card of await store.insertCards(tx, found, now)) tellOffice(parts, tx, card)
}

function tellOffice(parts: ServicesParts, tx: Transaction, card: store.NewCard): void {
  const { applicationId, organisationId, rule, level, says } = card
  if (level === 'notice' || !organisationId) return
  const title = rules.find((one) => one.id === rule)?.title
  parts.messaging.tell(tx, {
    ...{ key: `services.card:${applicationId}:${rule}:${level}`, urgency: 'normal', category: 'warning' },
    title: `${level === 'red' ? '红牌' : '预警'}：${title}`,
    ...{ text: says, to: [{ organisationId }], link: `/console/service-supervision` },
  })
}

/** Looks at everything that runs or changed of late, in pieces. */
async function judgeAll(parts: ServicesParts): Promise<void> {
  const { db, clock } = parts.kernel
  const since = new Date(clock.now().getTime() - 5 * 60_000)
  let after: string | null = null
  for (;;) {
    const ids: string[] = await store.listToJudge(db, since, after)
    for (let from = 0; from < ids.length; from += 100)
      await db.transaction((tx) => judge(parts, tx, ids.slice(from, from + 100)))
    after = ids.at(-1) ?? null
    if (ids.length < 500) return
  }
}

function bindCards(parts: ServicesParts): void {
  const { http, db } = parts.kernel
  http.bind(contract.listSupervisionCards, async ({ query }, { principal }) => {
    const all = hasPermission(principal, 'services.supervise')
    if (!all && !hasPermission(principal, 'services.examine')) throw forbidden('只有办理和监察人员可以查看。')
    const who = all ? sql`TRUE` : sql`c.organisation_id = ${principal.organisationId}`
    const { items, total } = await store.listCards(db, who, query)
    return { items: items.map((row) => toCard(parts, row)), total }
  })
  const show = async (id: string) => toCard(parts, (await store.findCard(db, id)) as store.CardRow)
  http.bind(contract.explainCard, async ({ params, body }, { principal }) => {
    const card = await store.findCard(db, params.id)
    if (!card || card.organisation_id !== principal.organisationId) throw notFound('监察预警', params.id)
    if (card.state !== 'open') throw conflict('wrong-state', '该预警已说明或已认定。')
    await store.updateCard(db, params.id, { state: 'explained', explanation: body.text })
    return show(params.id)
  })
  http.bind(contract.judgeCard, async ({ params, body }) => {
    const card = await store.findCard(db, params.id)
    if (!card) throw notFound('监察预警', params.id)
    await store.updateCard(db, params.id, {
      ...{ state: body.founded ? 'founded' : 'unfounded', verdict: body.note },
    })
    return show(params.id)
  })
}

function toCard({ identity }: ServicesParts, row: store.CardRow): SupervisionCard {
  const rule = rules.find((one) => one.id === row.rule)
  return {
    ...{ id: row.id, applicationId: row.application_id, number: row.number, itemTitle: row.item_title },
    organisationName: identity.findOrganisation(row.organisation_id)?.name ?? '',
    ...{
      rule: row.rule,
      ruleVersion: row.rule_version,
      basis: rule?.basis ?? '',
      title: rule?.title ?? row.rule,
    },
    ...{ level: row.level, says: row.says, days: row.days, time: row.time.toISOString(), state: row.state },
    ...{ explanation: row.explanation, points: row.state === 'unfounded' ? 0 : row.points },
  }
}
