import type { QualityIssue } from '@civitas/contract'
import { hasPermission, type Principal } from '../../../kernel/access.ts'
import { conflict, notFound } from '../../../kernel/problem.ts'
import { ownsData, requireOwn } from '../catalogue/rules.ts'
import { findDataset } from '../catalogue/store.ts'
import type { DataParts } from '../data-parts.ts'
import { finishTask } from '../govern-tasks/give-task.ts'
import { shownKey } from '../tables/masking.ts'
import * as issues from './issue-store.ts'
import { taskKey } from './run-check.ts'
import { requestCheck } from './store.ts'

export function toIssue({ identity }: DataParts, row: issues.IssueRow): QualityIssue {
  return {
    ...{ id: row.id, datasetId: row.dataset_id, datasetName: row.dataset_name, ruleId: row.rule_id },
    ...{ ruleName: row.rule_name, dimension: row.dimension, isCritical: row.is_critical },
    organisationId: row.organisation_id,
    organisationName: identity.findOrganisation(row.organisation_id)?.name ?? '',
    ...{ state: row.state, failing: row.failing, reopened: row.reopened, checkId: row.check_id },
    openedTime: row.opened_time.toISOString(),
    resolvedTime: row.resolved_time?.toISOString() ?? null,
  }
}

export async function getIssue(parts: DataParts, principal: Principal, id: string): Promise<issues.IssueRow> {
  const row = await issues.findIssue(parts.kernel.db, id)
  if (!row || !ownsData(principal, row.organisation_id)) throw notFound('质量问题', id)
  return row
}

/** An issue with the keys of its rows, as the caller may see them, and what happened to it. */
export async function showIssue(parts: DataParts, principal: Principal, id: string) {
  const { db } = parts.kernel
  const row = await getIssue(parts, principal, id)
  const dataset = await findDataset(db, row.dataset_id)
  const keyFields = (dataset?.fields ?? []).filter((field) => field.isKey)
  const plain = hasPermission(principal, 'data.unmask')
  return {
    ...toIssue(parts, row),
    keyFields: keyFields.map((field) => field.title),
    keys: row.keys.map((key) => (plain ? key : shownKey(key, keyFields))),
    steps: (await issues.listSteps(db, id)).map((step) => ({
      ...{ act: step.act, note: step.note, failing: step.failing, userName: step.user_name },
      time: step.time.toISOString(),
    })),
  }
}

/** Says that an issue is mended. A check follows, and only that closes it. */
export async function closeIssue(
  parts: DataParts,
  principal: Principal,
  id: string,
  note: string,
): Promise<QualityIssue> {
  const before = await getIssue(parts, principal, id)
  requireOwn(principal, before.organisation_id)
  const { db, clock } = parts.kernel
  return db.transaction(async (tx) => {
    const locked = await issues.findIssueOfRule(tx, before.rule_id)
    if (locked?.state !== 'open') throw conflict('not-open', '该问题正在复检或已解决。')
    await issues.setIssueState(tx, id, 'rechecking', null)
    const step = { time: clock.now(), act: 'closed' as const, user_name: principal.name, note, failing: null }
    await issues.insertStep(tx, id, step)
    await finishTask(parts, tx, taskKey(id))
    await requestCheck(tx, before.dataset_id, 'recheck', clock.now())
    return toIssue(parts, (await issues.findIssue(tx, id)) as issues.IssueRow)
  })
}
