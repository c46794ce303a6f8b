import type { LibraryCase, OperationInput, addLibraryCase as operation } from '@civitas/contract'
import { type Principal, wholeScope } from '../../../kernel/access.ts'
import type { Queryable, Transaction } from '../../../kernel/db/database.ts'
import { invalid } from '../../../kernel/problem.ts'
import { findIncident, listReports } from '../incidents/store.ts'
import type { CommandParts } from '../parts.ts'
import { listApproved, listStarts } from '../plans/store.ts'
import { findReview } from '../reviews/review-incident.ts'
import * as store from './store.ts'

/** Puts an incident whose review is confirmed into the library, or brings what stands there up to date. */
export async function keepReviewed(
  { territory }: Pick<CommandParts, 'territory'>,
  tx: Transaction,
  incidentId: string,
): Promise<void> {
  const [row, review] = [
    await findIncident(tx, incidentId, { scope: wholeScope }),
    await findReview(tx, incidentId),
  ]
  if (!row || !review?.confirmed_time) return
  const [reports, starts] = [await listReports(tx, incidentId), await listStarts(tx, incidentId)]
  const told = [...reports].sort((a, b) => a.version - b.version).map((one) => one.text)
  await store.keepCase(tx, {
    ...{ incident_id: row.id, title: row.title, kind: row.kind, level: row.level, is_drill: row.is_drill },
    ...{ happened_time: row.opened_time, division_code: row.division_code },
    place: territory.findDivisionName(row.division_code) ?? '全市',
    plan_id: starts[0]?.plan_id ?? null,
    summary: told.join('\n'),
    ...{ lessons: review.lessons, written_by: review.confirmed_by ?? '' },
  })
}

/** Takes in what was confirmed before there was a library. */
export async function fillLibrary(parts: CommandParts): Promise<void> {
  await parts.kernel.db.transaction(async (tx) => {
    for (const id of await store.listMissing(tx)) await keepReviewed(parts, tx, id)
  })
}

/** A case of another place or of the time before the platform, written by hand. */
export async function writeCase(
  parts: CommandParts,
  tx: Transaction,
  body: OperationInput<typeof operation>['body'],
  { name, scope }: Principal,
): Promise<LibraryCase> {
  if (!parts.domains.find('incidentKinds', body.kind))
    throw invalid('/body/kind', `没有“${body.kind}”这种突发事件`)
  if (new Date(body.happenedTime) > parts.kernel.clock.now())
    throw invalid('/body/happenedTime', '案例的发生时间不能晚于现在')
  const plans = await listApproved(tx)
  if (body.planId && !plans.some((one) => one.plan_id === body.planId))
    throw invalid('/body/planId', '没有这部预案')
  const row = await store.keepCase(tx, {
    ...{ incident_id: null, title: body.title, kind: body.kind, level: body.level ?? null, is_drill: false },
    ...{ happened_time: new Date(body.happenedTime), division_code: scope.divisions[0] ?? null },
    ...{ place: body.place, plan_id: body.planId ?? null, summary: body.summary, lessons: body.lessons },
    written_by: name,
  })
  return (await toCases(parts, tx, [row]))[0] as LibraryCase
}

export async function toCases(
  { domains }: Pick<CommandParts, 'domains'>,
  db: Queryable,
  rows: readonly store.CaseRow[],
): Promise<LibraryCase[]> {
  const plans = new Map((await listApproved(db)).map((one) => [one.plan_id, one.document.title]))
  return rows.map((row) => ({
    ...{ id: row.id, incidentId: row.incident_id, kind: row.kind, level: row.level, isDrill: row.is_drill },
    title: row.is_drill ? `【演练】${row.title}` : row.title,
    kindTitle: domains.find('incidentKinds', row.kind)?.title ?? { zh: row.kind, en: row.kind },
    ...{ happenedTime: row.happened_time.toISOString(), place: row.place, planId: row.plan_id },
    planTitle: (row.plan_id && plans.get(row.plan_id)) || null,
    ...{ summary: row.summary, lessons: row.lessons, writtenBy: row.written_by },
  }))
}
