import type { ManualEntry, OperationInput, reportEntry } from '@civitas/contract'
import { walkFormula } from '@civitas/domain-kit'
import { inScope, type Principal, requireInScope } from '../../../kernel/access.ts'
import { newId } from '../../../kernel/ids.ts'
import { conflict, forbidden, invalid, notFound } from '../../../kernel/problem.ts'
import { chooseDivision, type ReadParts } from '../read-indicators.ts'
import { requireIndicator } from '../registry/manage-definitions.ts'
import { isTargetCode } from '../targets/store.ts'
import { dueTimeOf, endOfPeriod, isLate, lastPeriod } from './rules.ts'
import {
  decideEntry,
  entriesBySource,
  findEntry,
  insertEntry,
  listEntryRows,
  newestPeriods,
  readEvidence,
} from './store.ts'

function withTitle(parts: ReadParts, entry: Omit<ManualEntry, 'indicatorTitle'>): ManualEntry {
  return { ...entry, indicatorTitle: parts.registry.find(entry.indicatorId)?.title.zh ?? entry.indicatorId }
}

export async function reportValue(
  parts: ReadParts,
  body: OperationInput<typeof reportEntry>['body'],
  principal: Principal,
) {
  if (!(await isTargetCode(parts.kernel.db, body.indicator)))
    requireIndicator(parts, body.indicator, '/body/indicator')
  const division = chooseDivision(parts, body.division, principal.scope)
  const now = parts.kernel.clock.now()
  const hasParts = body.numerator !== undefined && body.denominator !== undefined
  if (body.value === undefined && !hasParts) throw invalid('/body/value', '请填写数值，或分子和分母')
  if (!endOfPeriod(body.period)) throw invalid('/body/period', '不认识的期别')
  const content = body.evidence && Buffer.from(body.evidence.base64, 'base64')
  const entry = await insertEntry(parts.kernel.db, {
    id: newId(),
    indicatorId: body.indicator,
    division,
    period: body.period,
    value: body.value ?? null,
    numerator: body.numerator ?? null,
    denominator: body.denominator ?? null,
    source: body.source,
    comment: body.comment ?? '',
    evidence: content && body.evidence ? { name: body.evidence.name, content } : null,
    reporterId: principal.userId,
    reporterName: principal.name,
    time: now,
  })
  return withTitle(parts, entry)
}

/** A second person approves or returns; the figure is computed anew at once. */
export async function reviewValue(
  parts: ReadParts,
  id: string,
  body: { approve: boolean; comment?: string },
  principal: Principal,
  mark: (ids: readonly string[]) => void,
) {
  const entry = await findEntry(parts.kernel.db, id)
  if (!entry) throw notFound('填报', id)
  requireInScope(entry.division, principal.scope)
  if (entry.reporterId === principal.userId) throw forbidden('填报人不能审核自己的填报。', 'own-entry')
  const decided = await decideEntry(parts.kernel.db, id, {
    approve: body.approve,
    reviewer: principal.name,
    comment: body.comment ?? null,
    now: parts.kernel.clock.now(),
  })
  if (!decided) throw conflict('entry-decided', '该填报已审核过。')
  if (body.approve) mark([decided.indicatorId])
  return withTitle(parts, decided)
}

export async function listValues(
  parts: ReadParts,
  query: { indicator?: string; state?: string; search?: string; limit?: number; offset?: number },
  { scope }: Principal,
) {
  const { items, total } = await listEntryRows(parts.kernel.db, query, inScope('division_code', scope))
  return { items: items.map((one) => withTitle(parts, one)), total }
}

export async function getEvidence(parts: ReadParts, id: string, { scope }: Principal) {
  const entry = await findEntry(parts.kernel.db, id)
  if (!entry) throw notFound('填报', id)
  requireInScope(entry.division, scope)
  const evidence = await readEvidence(parts.kernel.db, id)
  if (!evidence) throw notFound('佐证材料', id)
  return evidence
}

/** Reported indicators whose last period is past its due time without an approved value: 缺报. */
export async function listLate(parts: ReadParts) {
  const now = parts.kernel.clock.now()
  const newest = await newestPeriods(parts.kernel.db)
  return parts.registry.list().flatMap((one) => {
    let isReported = false
    walkFormula(one.formula, (part) => {
      isReported ||= part.kind === 'manual'
    })
    if (!isReported || !one.cycle || !isLate(one, newest.get(one.id) ?? '0001', now)) return []
    const period = lastPeriod(one.cycle, now)
    const due = dueTimeOf(one, period) ?? now
    const lateHours = Math.round((now.getTime() - due.getTime()) / 360_000) / 10
    return [
      {
        indicatorId: one.id,
        title: one.title.zh,
        owner: one.owner ?? '',
        period,
        dueTime: due.toISOString(),
        lateHours,
      },
    ]
  })
}

/** Several sources of one figure; they differ as soon as two do not agree (GOV-005). */
export async function compareEntrySources(
  parts: ReadParts,
  id: string,
  query: { division?: string; period?: string },
  { scope }: Principal,
) {
  requireIndicator(parts, id, '/params/id')
  const division = chooseDivision(parts, query.division, scope)
  const entries = await entriesBySource(parts.kernel.db, id, division, query.period ?? null)
  const sources = entries.flatMap((one) =>
    one.value === null ? [] : [{ source: one.source, value: one.value, time: one.reportedTime }],
  )
  const values = sources.map((one) => one.value)
  const [low, high] = [Math.min(...values), Math.max(...values)]
  const differs = values.length > 1 && low !== high
  const difference = differs && high !== 0 ? Math.round(((high - low) / Math.abs(high)) * 10_000) / 100 : null
  return { division, period: entries[0]?.period ?? null, sources, differs, difference }
}
