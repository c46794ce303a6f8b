import type { OperationInput, QualityRule } from '@civitas/contract'
import * as contract from '@civitas/contract'
import type { Principal } from '../../../kernel/access.ts'
import { invalid, notFound } from '../../../kernel/problem.ts'
import { startWorkQueue } from '../../../kernel/work-queue.ts'
import { getDatasetRow } from '../catalogue/register-dataset.ts'
import { requireFaultless, requireOwn } from '../catalogue/rules.ts'
import type { DatasetRow } from '../catalogue/store.ts'
import type { DataParts } from '../data-parts.ts'
import { onlyOf } from '../govern-tasks/give-task.ts'
import { closeIssue, showIssue, toIssue } from './handle-issues.ts'
import * as issues from './issue-store.ts'
import * as overview from './overview-store.ts'
import { profileAs } from './profile.ts'
import { ratioOf, specFaults } from './rules.ts'
import { qualityGate, runNextCheck } from './run-check.ts'
import * as store from './store.ts'

/** Binds the quality of data: rules, checks, issues, scores. Answers the queue that works through what was asked for. */
export function bindQuality(parts: DataParts): { stop(): Promise<void> } {
  parts.gates.push(qualityGate(parts))
  bindRules(parts)
  bindChecks(parts)
  bindIssues(parts)
  bindOverview(parts)
  const { jobs, db, clock } = parts.kernel
  jobs.every('data-quality-nightly', '23 2 * * *', () => store.requestChecks(db, clock.now()))
  return startWorkQueue(parts.kernel, 'data.quality', (tx) => runNextCheck(parts, tx), { everyMs: 1_000 })
}

function bindRules(parts: DataParts): void {
  const { http, db, clock } = parts.kernel
  http.bind(contract.listQualityRules, async ({ params }, { principal }) => {
    await getDatasetRow(parts, principal, params.id)
    return store.listRules(db, params.id)
  })
  http.bind(contract.createQualityRule, async ({ params, body }, { principal }) => {
    const dataset = await getDatasetRow(parts, principal, params.id)
    requireOwn(principal, dataset.organisation_id)
    await requireSound(parts, dataset, body.spec)
    return store.insertRule(db, { ...body, datasetId: params.id }, clock.now())
  })
  http.bind(contract.changeQualityRule, ({ params, body }, { principal }) =>
    changeRule(parts, principal, params.id, body),
  )
  http.bind(contract.profileDataset, ({ params }, { principal }) => profileAs(parts, principal, params.id))
}

function changeRule(
  parts: DataParts,
  principal: Principal,
  id: string,
  change: OperationInput<typeof contract.changeQualityRule>['body'],
): Promise<QualityRule> {
  return parts.kernel.db.transaction(async (tx) => {
    const rule = await store.findRule(tx, id)
    if (!rule) throw notFound('质量规则', id)
    const dataset = await getDatasetRow(parts, principal, rule.datasetId)
    requireOwn(principal, dataset.organisation_id)
    if (change.spec) await requireSound(parts, dataset, change.spec)
    return store.updateRule(tx, { ...rule, ...change })
  })
}

async function requireSound(
  { kernel }: DataParts,
  dataset: DatasetRow,
  spec: contract.QualitySpec,
): Promise<void> {
  requireFaultless(specFaults(spec, new Map(dataset.fields.map((field) => [field.name, field]))))
  if (spec.pattern === undefined) return
  await kernel.lake.query(`SELECT regexp_full_match('', $1)`, [spec.pattern]).catch(() => {
    throw invalid('/body/spec/pattern', '正则表达式有误')
  })
}

function bindChecks(parts: DataParts): void {
  const { http, db, clock } = parts.kernel
  http.bind(contract.startQualityCheck, async ({ params }, { principal }) => {
    const dataset = await getDatasetRow(parts, principal, params.id)
    requireOwn(principal, dataset.organisation_id)
    return store.toCheck(await store.requestCheck(db, params.id, 'demand', clock.now()))
  })
  http.bind(contract.listQualityChecks, async ({ params, query }, { principal }) => {
    await getDatasetRow(parts, principal, params.id)
    const { items, total } = await store.listChecks(db, params.id, query)
    return { items: items.map(store.toCheck), total }
  })
  http.bind(contract.getQualityCheck, async ({ params }, { principal }) => {
    const check = await store.findCheck(db, params.id)
    if (!check) throw notFound('质量检查', params.id)
    await getDatasetRow(parts, principal, check.dataset_id)
    const results = await store.listResults(db, params.id)
    return { ...store.toCheck(check), results: results.map(toResult) }
  })
}

function toResult(row: store.ResultRow): contract.QualityResult {
  return {
    ...{ ruleId: row.rule_id, ruleName: row.rule_name, ruleRevision: row.rule_revision },
    ...{
      dimension: row.dimension,
      numerator: row.numerator,
      denominator: row.denominator,
      ratio: ratioOf(row),
    },
    ...{ threshold: row.threshold, weight: row.weight, isCritical: row.is_critical, isPassed: row.is_passed },
  }
}

function bindIssues(parts: DataParts): void {
  const { http, db } = parts.kernel
  http.bind(contract.listQualityIssues, async ({ query }, { principal }) => {
    const { items, total } = await issues.listIssues(db, query, onlyOf(principal))
    return { items: items.map((row) => toIssue(parts, row)), total }
  })
  http.bind(contract.getQualityIssue, ({ params }, { principal }) => showIssue(parts, principal, params.id))
  http.bind(contract.closeQualityIssue, ({ params, body }, { principal }) =>
    closeIssue(parts, principal, params.id, body.note),
  )
}

/** A score from which data may be used without a second look. */
const usableScore = 80

function bindOverview(parts: DataParts): void {
  const { identity } = parts
  const { http, db, clock } = parts.kernel
  http.bind(contract.getQualityOverview, async ({ query }) => {
    const { score, datasets, open } = await overview.readTotals(db, query)
    const units = await overview.readUnits(db, query)
    return {
      ...{ score, datasets, openIssues: open },
      dimensions: await overview.readDimensions(db, query),
      units: units.map((unit) => ({
        ...{ organisationId: unit.organisation_id, datasets: unit.datasets, score: unit.score },
        organisationName: identity.findOrganisation(unit.organisation_id)?.name ?? '',
        openIssues: unit.open,
      })),
      trend: await overview.readTrend(db, query),
    }
  })
  http.bind(contract.listDatasetQuality, async ({ query }) => {
    const { items, total } = await overview.listDatasetQuality(db, query, clock.now())
    return {
      total,
      items: items.map((row) => ({
        ...{ datasetId: row.id, name: row.name, score: row.score, rules: row.rules, openIssues: row.open },
        organisationName: identity.findOrganisation(row.organisation_id)?.name ?? '',
        checkedTime: row.checked_time?.toISOString() ?? null,
        isUsable: row.open_critical === 0 && (row.score ?? 0) >= usableScore,
        isWatched: row.checked_time !== null && !row.cycle_late,
        isTraceable: row.is_traceable,
        isAccountable: identity.findOrganisation(row.organisation_id) !== undefined && row.late_tasks === 0,
      })),
    }
  })
}
