import * as contract from '@civitas/contract'
import { type Principal, requireWholeCity } from '../../kernel/access.ts'
import { invalid, notFound } from '../../kernel/problem.ts'
import { bindReporterBlocks } from './blocks/routes.ts'
import { closeEvent, verifyEvent } from './close-event.ts'
import { listEntries } from './entries-store.ts'
import { noteRead } from './exchange/assign.ts'
import { bindExchangeRoutes } from './exchange/routes.ts'
import { getForecast } from './forecast/get-forecast.ts'
import { mergeEvent, unmergeEvent } from './merge-events.ts'
import { bindOpinionRoutes } from './opinion/routes.ts'
import type { EventsParts } from './publish-event.ts'
import { lookThroughAll } from './recurrence/raise-recurrences.ts'
import { scoreWarning } from './recurrence/score.ts'
import { listMemberIds } from './recurrence/store.ts'
import { reportEvent } from './report-event.ts'
import { listSimilar } from './reports/list-similar.ts'
import { bindReportRoutes } from './reports/routes.ts'
import * as reports from './reports/store.ts'
import { getSocialRisk } from './social-risk/get-social-risk.ts'
import * as store from './store.ts'
import { bindWarningModels } from './warning-models/bind.ts'
import { bindWarningRoutes } from './warnings/routes.ts'

export function bindRoutes(parts: EventsParts): void {
  const { kernel, toEvent } = parts
  const { http, db } = kernel
  bindReportRoutes(parts)
  bindExchangeRoutes(parts)
  bindWarningRoutes(parts)
  bindWarningModels(parts)
  bindOpinionRoutes(parts)
  bindReporterBlocks(parts)
  http.bind(contract.getEventForecast, ({ query }, { principal }) => getForecast(parts, query, principal))
  http.bind(contract.getSocialRisk, ({ query }, { principal }) => getSocialRisk(parts, query, principal))
  http.bind(contract.listEventTypes, () => listTypes(parts))
  http.bind(contract.listEvents, async ({ query }, { principal }) => {
    const page = await store.listEvents(db, { ...query, bbox: toBox(query.bbox) }, principal.scope)
    return { ...page, items: page.items.map(toEvent) }
  })
  http.bind(contract.getEvent, ({ params }, { principal }) => getEvent(parts, params.id, principal))
  http.bind(contract.findRecurrences, (_, { principal }) => {
    requireWholeCity(principal.scope)
    return lookThroughAll(parts)
  })
  http.bind(contract.reportEvent, ({ body }, { principal }) => reportEvent(parts, body, principal))
  http.bind(contract.verifyEvent, ({ params, body }, { principal }) =>
    verifyEvent(parts, params.id, body, principal),
  )
  http.bind(contract.mergeEvent, ({ params, body }, { principal }) =>
    mergeEvent(parts, { id: params.id, ...body }, principal),
  )
  http.bind(contract.unmergeEvent, ({ params }, { principal }) => unmergeEvent(parts, params.id, principal))
  http.bind(contract.closeEvent, ({ params, body }, { principal }) =>
    closeEvent(parts, params.id, body.comment, principal),
  )
}

function listTypes({ domains }: EventsParts): contract.EventTypeInfo[] {
  return domains
    .list('eventTypes')
    .map(({ id, title, verification, icon, reportable, forPublic, parties }) => {
      const domain = id.split('.')[0] as string
      return {
        id,
        domain,
        domainTitle: domains.findDomain(domain)?.title ?? { zh: domain, en: domain },
        title,
        verification,
        icon,
        reportable: reportable ?? true,
        parties: parties ?? null,
        forPublic: (reportable ?? true) && (forPublic ?? true),
      }
    })
}

async function getEvent(parts: EventsParts, id: string, { scope, permissions }: Principal) {
  const { db } = parts.kernel
  const row = await store.findEvent(db, id, { scope })
  if (!row) throw notFound('事件', id)
  if (row.source === 'upper' && permissions.has('events.handle')) await noteRead(parts, id)
  const [entries, merged, similar, told, memberIds] = await Promise.all([
    listEntries(db, id),
    store.listMerged(db, id, scope),
    listSimilar(parts, row, scope),
    reports.listReports(db, id),
    listMemberIds(db, id, scope),
  ])
  const members = new Map((await store.findEvents(db, memberIds)).map((one) => [one.id, one]))
  return {
    event: parts.toEvent(row),
    entries,
    merged: merged.map(parts.toEvent),
    similar,
    reports: told.map(reports.toReport),
    suggestion: row.suggestion,
    because: memberIds.flatMap((one) => members.get(one) ?? []).map(parts.toEvent),
    risk: riskOf(
      parts,
      row.type,
      memberIds.flatMap((one) => members.get(one) ?? []),
    ),
  }
}

function riskOf(
  { domains }: EventsParts,
  type: string,
  members: readonly store.EventRow[],
): contract.RiskScore | null {
  const policy = domains.list('eventTypes').find((one) => one.recurs?.raises === type)?.recurs
  const scored =
    policy &&
    scoreWarning(
      policy,
      members.map((one) => ({ raisedTime: one.raised_time, level: one.own_level })),
    )
  if (!scored) return null
  const opens = domains.findEventType(type)?.opensCase?.caseType
  const task = opens ? domains.findCaseType(opens)?.stages[0]?.tasks[0] : undefined
  const prevention = task ? { title: task.title, instructions: task.instructions } : null
  return { ...scored, prevention }
}

function toBox(text: string | undefined): number[] | undefined {
  if (!text) return undefined
  const numbers = text.split(',').map(Number)
  if (numbers.some((n) => !Number.isFinite(n))) throw invalid('/query/bbox', '应为以逗号分隔的四个数字')
  return numbers
}
