import type { QualityRule } from '@civitas/contract'
import { claimOne } from '../../../kernel/db/claim.ts'
import type { Transaction } from '../../../kernel/db/database.ts'
import { type DatasetRow, findDataset } from '../catalogue/store.ts'
import type { DataParts, PublishGate } from '../data-parts.ts'
import { finishTask, giveTask } from '../govern-tasks/give-task.ts'
import { codesOfSet } from '../standards/code-store.ts'
import { tableOf } from '../tables/duck.ts'
import { findVersion, findVersionAt, type VersionRow } from '../tables/store.ts'
import * as issues from './issue-store.ts'
import { type Asked, type Counted, failingKeys, measureRules } from './measure.ts'
import { compileRule, passes, type RuleContext, refusalOf, scoreOf, scoresByDimension } from './rules.ts'
import * as store from './store.ts'

/** Before a version is published its rules are asked; one that is critical and fails stops it. */
export function qualityGate(parts: DataParts): PublishGate {
  return async (version, dataset) => {
    const rules = await activeRules(parts, dataset.id)
    if (rules.length === 0) return { refused: [] }
    const { db, clock } = parts.kernel
    const counted = await countAll(parts, dataset, version, rules)
    await db.transaction(async (tx) => {
      const check = await store.insertCheck(tx, dataset.id, 'load', clock.now())
      await keepOutcome(parts, tx, { checkId: check.id, dataset, version, counted })
    })
    const refused = counted.filter((one) => one.rule.isCritical && !passes(one)).map(refusalOf)
    return { refused, score: scoreOf(counted) }
  }
}

/** Runs the check that waits longest; false when none does. */
export async function runNextCheck(parts: DataParts, tx: Transaction): Promise<boolean> {
  const check = await claimOne(tx, 'data.quality', () => store.listWaiting(tx))
  if (!check) return false
  const { now } = parts.kernel.clock
  const dataset = await findDataset(tx, check.dataset_id)
  const latest = await store.latestVersionId(tx, check.dataset_id)
  const version = latest ? await findVersion(tx, latest) : undefined
  const rules = await activeRules(parts, check.dataset_id)
  if (!dataset || !version || rules.length === 0) {
    await store.failCheck(tx, check.id, version ? '没有启用的质量规则' : '还没有数据', now())
    return true
  }
  let counted: Found[]
  try {
    counted = await countAll(parts, dataset, version, rules, await progressOf(parts, check.id))
  } catch (error) {
    parts.kernel.log.warn({ error: (error as Error).message, check: check.id }, 'quality check failed')
    await store.failCheck(tx, check.id, '检查未能完成：数据文件无法读取或规则与数据类型不符', now())
    return true
  }
  await keepOutcome(parts, tx, { checkId: check.id, dataset, version, counted })
  await store.keepScore(tx, version.id, scoreOf(counted))
  return true
}

/** Notes how far a check is, beside its transaction, which writes only at its end. */
async function progressOf({ kernel }: DataParts, id: string): Promise<(share: number) => void> {
  const { db, clock, log } = kernel
  await store.startCheck(db, id, clock.now())
  return (share) => {
    store
      .noteProgress(db, id, share)
      .catch((error) => log.warn({ error, check: id }, 'progress was not kept'))
  }
}

async function activeRules(parts: DataParts, datasetId: string): Promise<QualityRule[]> {
  return (await store.listRules(parts.kernel.db, datasetId)).filter((rule) => rule.isActive)
}

/** What a rule found, with the keys of some rows that fail it. */
interface Found extends Counted {
  readonly keys: string[]
}

async function countAll(
  parts: DataParts,
  dataset: DatasetRow,
  version: VersionRow,
  rules: readonly QualityRule[],
  onShare?: (share: number) => void,
): Promise<Found[]> {
  const fields = new Map(version.fields.map((field) => [field.name, field]))
  const asked: Asked[] = []
  for (const rule of rules) {
    const context = await contextOf(parts, rule, dataset)
    asked.push({ rule, compiled: compileRule(rule.spec, fields, context) })
  }
  const table = tableOf(parts.kernel, version)
  const found: Found[] = []
  for (const one of await measureRules(parts.kernel, table, asked, onShare)) {
    const keys = passes(one) ? [] : await failingKeys(parts.kernel, table, version.fields, one.compiled)
    found.push({ ...one, keys })
  }
  return found
}

async function contextOf(
  { kernel }: DataParts,
  { spec }: QualityRule,
  dataset: DatasetRow,
): Promise<RuleContext> {
  const now = kernel.clock.now()
  const referred =
    spec.kind === 'reference' && spec.reference
      ? await findVersionAt(kernel.db, spec.reference.datasetId, null)
      : undefined
  const has = referred?.fields.some((field) => field.name === spec.reference?.field)
  return {
    now,
    hasLegalBasis: Boolean(dataset.sharing_basis?.trim()),
    ...(spec.kind === 'code-set' ? { codes: await codesOfSet(kernel.db, spec.codeSet ?? '', now) } : {}),
    ...(referred && has ? { referred: tableOf(kernel, referred) } : {}),
  }
}

interface Outcome {
  checkId: string
  dataset: DatasetRow
  version: VersionRow
  counted: readonly Found[]
}

async function keepOutcome(parts: DataParts, tx: Transaction, outcome: Outcome): Promise<void> {
  const { checkId, dataset, version, counted } = outcome
  const now = parts.kernel.clock.now()
  await store.finishCheck(
    tx,
    checkId,
    {
      versionId: version.id,
      score: scoreOf(counted),
      dimensions: scoresByDimension(counted),
      results: counted.map((one) => ({
        ...{ ruleId: one.rule.id, ruleRevision: one.rule.revision },
        ...{ numerator: one.numerator, denominator: one.denominator, isPassed: passes(one) },
      })),
    },
    now,
  )
  // What an old version shows says nothing of whether a problem is mended.
  if ((await store.latestVersionId(tx, dataset.id)) !== version.id) return
  for (const one of counted) await settleIssue(parts, tx, outcome, one)
}

async function settleIssue(parts: DataParts, tx: Transaction, outcome: Outcome, one: Found): Promise<void> {
  const now = parts.kernel.clock.now()
  const before = await issues.findIssueOfRule(tx, one.rule.id)
  if (passes(one)) {
    if (!before || before.state === 'resolved') return
    await issues.setIssueState(tx, before.id, 'resolved', now)
    await issues.insertStep(tx, before.id, stepOf('resolved', now, 0))
    return finishTask(parts, tx, taskKey(before.id))
  }
  const { dataset, checkId } = outcome
  const failing = one.denominator - one.numerator
  const place = { datasetId: dataset.id, ruleId: one.rule.id, organisationId: dataset.organisation_id }
  const id = await issues.openIssue(tx, { ...place, failing, keys: one.keys, checkId, now })
  const act = !before ? 'opened' : before.state === 'open' ? 'still-failing' : 'reopened'
  if (act !== 'still-failing' || before?.failing !== failing)
    await issues.insertStep(tx, id, stepOf(act, now, failing))
  await giveTask(parts, tx, {
    ...{ key: taskKey(id), kind: 'quality', subjectId: id, datasetId: dataset.id },
    organisationId: dataset.organisation_id,
    title: `数据质量整改：${dataset.name}`,
    text: `${refusalOf(one)}。${failing}条记录待整改，整改后系统复检通过才能关闭。`,
    link: `/console/quality/issues/${id}`,
  })
}

function stepOf(act: issues.IssueStep['act'], time: Date, failing: number): issues.IssueStep {
  return { act, time, failing, user_name: null, note: null }
}

export function taskKey(issueId: string): string {
  return `quality:${issueId}`
}
