import {
  type decideErrorReport,
  type ErrorReport,
  type OperationInput,
  recordCorrected,
  recordDisputed,
  type reportDataError,
} from '@civitas/contract'
import { hasPermission, type Principal } from '../../../kernel/access.ts'
import { conflict, invalid, notFound, Problem } from '../../../kernel/problem.ts'
import { getDatasetRow } from '../catalogue/register-dataset.ts'
import { requireOwn } from '../catalogue/rules.ts'
import { type DatasetRow, findDataset, findDatasets } from '../catalogue/store.ts'
import type { DataParts } from '../data-parts.ts'
import { finishTask, giveTask, tellOrganisation } from '../govern-tasks/give-task.ts'
import { duckTypes, newBindings, quoteName, quoteText, tableOf } from '../tables/duck.ts'
import { keyOfRow } from '../tables/key-of-row.ts'
import { shownKey } from '../tables/masking.ts'
import { rewriteVersion } from '../tables/origins.ts'
import { findVersionAt, type VersionRow } from '../tables/store.ts'
import * as store from './report-store.ts'

/** Working days a source has to answer a doubt. */
const answerDays = 5

/** Takes a doubt about a value; the record is 核查中 from now on and the source has a task with a clock. */
export async function takeReport(
  parts: DataParts,
  principal: Principal,
  datasetId: string,
  body: OperationInput<typeof reportDataError>['body'],
): Promise<ErrorReport> {
  const dataset = await getDatasetRow(parts, principal, datasetId)
  const field = dataset.fields.find((one) => one.name === body.field)
  if (!field) throw invalid('/body/field', `没有信息项“${body.field}”`)
  await requireRecord(parts, dataset, body.recordKey)
  const { db, clock } = parts.kernel
  const due = parts.territory.calendars.endOf({ days: answerDays, clock: 'working-day' }, clock.now())
  const id = await db.transaction(async (tx) => {
    const by = { id: principal.userId, name: principal.name, organisationName: principal.organisationName }
    const place = {
      datasetId,
      organisationId: dataset.organisation_id,
      recordKey: body.recordKey,
      field: body.field,
    }
    const given = { ...place, suggested: body.suggested ?? null, evidence: body.evidence, due, by }
    const { id: made, isNew } = await store.putReport(tx, given, clock.now())
    if (isNew)
      await parts.kernel.messages.publish(tx, recordDisputed, {
        ...{ datasetId, recordKey: body.recordKey, reportId: made },
      })
    await giveTask(parts, tx, {
      ...{ key: `correction:${made}`, kind: 'correction', subjectId: made, datasetId, dueTime: due },
      organisationId: dataset.organisation_id,
      title: `数据疑义核查：${dataset.name}`,
      text: `${principal.organisationName ?? principal.name}反馈“${field.title}”有误，请核查并更正或说明理由。`,
      link: '/console/data-feedback',
    })
    return made
  })
  return showReport(parts, principal, id)
}

async function requireRecord(parts: DataParts, dataset: DatasetRow, key: string): Promise<VersionRow> {
  const version = await findVersionAt(parts.kernel.db, dataset.id, null)
  if (!version) throw new Problem('not-found', 'no-version', '该资源还没有已发布的数据。')
  if (!version.fields.some((field) => field.isKey))
    throw invalid('/body/recordKey', '该资源没有标明主键，无法定位记录')
  const bindings = newBindings()
  const found = await parts.kernel.lake.query(
    `SELECT 1 AS found FROM ${tableOf(parts.kernel, version)} WHERE ${keyOfRow(version.fields)} = ${bindings.bind(key)} LIMIT 1`,
    bindings.values,
  )
  if (found.length === 0) throw invalid('/body/recordKey', '没有这条记录')
  return version
}

/** The source says what is right. A correction is a new version with its reason, told to the reporters and all who use the data. */
export async function decideReportAs(
  parts: DataParts,
  principal: Principal,
  id: string,
  body: OperationInput<typeof decideErrorReport>['body'],
): Promise<ErrorReport> {
  const { db, clock } = parts.kernel
  const report = await store.findReport(db, id)
  if (!report) throw notFound('数据错误反馈', id)
  requireOwn(principal, report.organisation_id)
  if (report.state !== 'waiting' && report.state !== 'accepted') throw conflict('decided', '该反馈已处理。')
  if (body.act === 'accept') {
    await store.decideReport(db, id, {
      state: 'accepted',
      reason: body.reason,
      value: null,
      versionId: null,
      decided: null,
    })
    return showReport(parts, principal, id)
  }
  const value = body.value === undefined ? report.suggested : body.value
  const versionId = body.act === 'correct' ? await writeCorrection(parts, report, value, body.reason) : null
  await db.transaction(async (tx) => {
    await store.lockReport(tx, id)
    const state = body.act === 'correct' ? ('corrected' as const) : ('kept' as const)
    await store.decideReport(tx, id, { state, reason: body.reason, value, versionId, decided: clock.now() })
    await finishTask(parts, tx, `correction:${id}`)
    if (versionId) {
      for (const notice of await store.insertNotices(tx, id, report.dataset_id, clock.now()))
        await tellOrganisation(parts, tx, {
          key: `correction:${id}:${notice.organisation_id}:${notice.system}`,
          organisationId: notice.organisation_id,
          title: `数据更正：${report.dataset_name}`,
          text: `${notice.system}使用的“${report.dataset_name}”有1条记录已更正，请接收并确认。原因：${body.reason}`,
          link: '/console/data-feedback',
        })
      await parts.kernel.messages.publish(tx, recordCorrected, {
        ...{
          datasetId: report.dataset_id,
          versionId,
          recordKey: report.record_key,
          reportId: id,
          reason: body.reason,
        },
        fields: { [report.field]: value },
      })
    } else
      await parts.kernel.messages.publish(tx, recordDisputed, {
        ...{ datasetId: report.dataset_id, recordKey: report.record_key, reportId: id },
      })
    await tellReporters(parts, tx, report, body)
  })
  return showReport(parts, principal, id)
}

async function tellReporters(
  parts: DataParts,
  tx: Parameters<typeof finishTask>[1],
  report: store.ReportRow,
  body: OperationInput<typeof decideErrorReport>['body'],
): Promise<void> {
  const day = new Date(parts.kernel.clock.now().getTime() + 8 * 3_600_000).toISOString().slice(0, 10)
  const verdict = body.act === 'correct' ? '已更正' : '核查后保持原值'
  for (const { user_id: userId } of await store.reportersOf(tx, report.id))
    parts.messaging.tell(tx, {
      key: `error-report:${report.id}:${userId}`,
      title: `${verdict}：${report.dataset_name}`,
      text: `您反馈的数据问题${verdict}（${day}）。说明：${body.reason}`,
      ...{ urgency: 'normal', to: [{ userId }], link: '/console/data-feedback' },
    })
}

/** Writes the table with one value replaced and publishes it past the gates. */
async function writeCorrection(
  parts: DataParts,
  report: store.ReportRow,
  value: string | null,
  reason: string,
): Promise<string> {
  const dataset = (await findDataset(parts.kernel.db, report.dataset_id)) as DatasetRow
  const version = await requireRecord(parts, dataset, report.record_key)
  const field = version.fields.find((one) => one.name === report.field)
  if (!field) throw invalid('/body/value', '当前版本没有该信息项')
  const typed = value === null ? 'NULL' : `CAST(${quoteText(value)} AS ${duckTypes[field.type]})`
  if (value !== null)
    await parts.kernel.lake.query(`SELECT ${typed} AS v`).catch(() => {
      throw invalid('/body/value', `“${field.title}”的值类型不符`)
    })
  const name = quoteName(report.field)
  const row = `${keyOfRow(version.fields)} = ${quoteText(report.record_key)}`
  const select = `SELECT * REPLACE (CASE WHEN ${row} THEN ${typed} ELSE ${name} END AS ${name}) FROM ${tableOf(parts.kernel, version)}`
  return (await rewriteVersion(parts, version, { select, note: `更正：${reason}` })).id
}

export async function showReport(parts: DataParts, principal: Principal, id: string): Promise<ErrorReport> {
  const row = await store.findReport(parts.kernel.db, id)
  if (!row) throw notFound('数据错误反馈', id)
  const [report] = await toReports(parts, principal, [row])
  return report as ErrorReport
}

/** Reports as the caller may see them. */
export async function toReports(
  parts: DataParts,
  principal: Principal,
  rows: readonly store.ReportRow[],
): Promise<ErrorReport[]> {
  const { db } = parts.kernel
  const datasets = new Map(
    (
      await findDatasets(
        db,
        rows.map((row) => row.dataset_id),
      )
    ).map((one) => [one.id, one]),
  )
  const notices = await store.noticesOf(
    db,
    rows.map((row) => row.id),
  )
  const plain = hasPermission(principal, 'data.unmask')
  const nameOf = (id: string) => parts.identity.findOrganisation(id)?.name ?? ''
  return rows.map((row) => {
    const fields = datasets.get(row.dataset_id)?.fields ?? []
    const keys = fields.filter((field) => field.isKey)
    return {
      ...{
        id: row.id,
        datasetId: row.dataset_id,
        datasetName: row.dataset_name,
        organisationId: row.organisation_id,
      },
      organisationName: nameOf(row.organisation_id),
      recordKey: plain ? row.record_key : shownKey(row.record_key, keys),
      field: row.field,
      fieldTitle: fields.find((field) => field.name === row.field)?.title ?? row.field,
      ...{ suggested: row.suggested, evidence: row.evidence, reporters: row.reporters, state: row.state },
      ...{ reason: row.reason, versionId: row.version_id, createdTime: row.created_time.toISOString() },
      ...{ dueTime: row.due_time.toISOString(), decidedTime: row.decided_time?.toISOString() ?? null },
      notices: notices
        .filter((notice) => notice.report_id === row.id)
        .map((notice) => ({
          ...{ organisationId: notice.organisation_id, organisationName: nameOf(notice.organisation_id) },
          ...{ system: notice.system, time: notice.time.toISOString() },
          acknowledgedTime: notice.acknowledged_time?.toISOString() ?? null,
        })),
    }
  })
}
