import type { applyForData, DataApplication, OperationInput } from '@civitas/contract'
import type { Principal } from '../../../kernel/access.ts'
import type { Transaction } from '../../../kernel/db/database.ts'
import { newId } from '../../../kernel/ids.ts'
import { conflict, forbidden, invalid, notFound } from '../../../kernel/problem.ts'
import { type DatasetRow, findDataset, takeNumber } from '../catalogue/store.ts'
import type { DataParts } from '../data-parts.ts'
import { requireConditions } from '../tables/read-rows.ts'
import { giveGrant } from './answer.ts'
import { dayOf, replyLimitDays } from './rules.ts'
import { toApplication } from './show.ts'
import * as store from './store.ts'

type Ask = OperationInput<typeof applyForData>['body']

/** Asks for datasets: each becomes a request of its own, as each has its provider and its limit. */
export async function applyForDatasets(
  parts: DataParts,
  principal: Principal,
  ask: Ask,
): Promise<DataApplication[]> {
  const organisationId = requireOrganisation(principal)
  if (ask.to < ask.from) throw invalid('/body/to', '结束日期不能早于开始日期')
  const ids = await parts.kernel.db.transaction(async (tx) => {
    const made: string[] = []
    for (const [i, item] of ask.items.entries()) {
      const dataset = await requireShareable(tx, item.datasetId, `/body/items/${i}`)
      requireFields(dataset, item, `/body/items/${i}`)
      if (ask.byConsent) requirePersons(dataset, ask.delivery, `/body/items/${i}`)
      requireConditions(ask.rowFilter ?? [], dataset.fields)
      made.push(
        await submit(parts, tx, dataset, {
          ...{
            kind: 'new',
            organisation_id: organisationId,
            user_id: principal.userId,
            user_name: principal.name,
          },
          ...{ fields: item.fields, plain: item.plain ?? [], row_filter: ask.rowFilter ?? [] },
          ...{ purpose: ask.purpose, scene: ask.scene, from_day: ask.from, to_day: ask.to },
          ...{ delivery: ask.delivery, legal_basis: ask.legalBasis, by_consent: ask.byConsent ?? false },
        }),
      )
    }
    return made
  })
  return Promise.all(ids.map((id) => readApplication(parts, id)))
}

export async function readApplication(parts: DataParts, id: string): Promise<DataApplication> {
  const row = await store.findApplication(parts.kernel.db, id)
  if (!row) throw notFound('数据申请', id)
  return toApplication(parts, row)
}

function requireOrganisation(principal: Principal): string {
  if (!principal.organisationId) throw forbidden('只有单位人员可以申请数据。', 'no-organisation')
  return principal.organisationId
}

async function requireShareable(tx: Transaction, id: string, path: string): Promise<DatasetRow> {
  const dataset = await findDataset(tx, id)
  if (dataset?.state !== 'published') throw notFound('数据资源', id)
  if (dataset.sharing === 'none')
    throw invalid(
      `${path}/datasetId`,
      `“${dataset.name}”不予共享：${dataset.sharing_basis ?? ''}`,
      'not-shared',
    )
  return dataset
}

function requireFields(
  dataset: DatasetRow,
  item: { fields: readonly string[]; plain?: readonly string[] },
  path: string,
): void {
  const shared = new Set(
    dataset.fields
      .filter((field) => field.isShared !== false && field.grade !== 'important' && field.grade !== 'core')
      .map((field) => field.name),
  )
  const wrong = item.fields.findIndex((name) => !shared.has(name))
  if (wrong >= 0) throw invalid(`${path}/fields/${wrong}`, `没有可共享的信息项“${item.fields[wrong]}”`)
  const beyond = (item.plain ?? []).findIndex((name) => !item.fields.includes(name))
  if (beyond >= 0) throw invalid(`${path}/plain/${beyond}`, '只能对申请的信息项申请明文')
}

/** Consent is asked of one person at a time, so the rows must be found by the number of a person and no other way. */
function requirePersons(dataset: DatasetRow, delivery: string, path: string): void {
  if (delivery !== 'api') throw invalid('/body/delivery', '凭本人授权使用的数据只能按接口逐人查询')
  const keys = dataset.fields.filter((field) => field.isKey)
  if (keys.length !== 1 || keys[0]?.sensitive !== 'citizen-id')
    throw invalid(`${path}/datasetId`, '该资源不以公民身份号码为主键，不能逐人查询')
}

type Asked = Omit<
  store.NewApplication,
  'id' | 'number' | 'dataset_id' | 'provider_id' | 'submitted_time' | 'due_time'
>

/** Writes a request; unconditional data is granted at once, unless it is asked for unmasked. */
async function submit(parts: DataParts, tx: Transaction, dataset: DatasetRow, asked: Asked): Promise<string> {
  const now = parts.kernel.clock.now()
  const id = newId()
  const prefix = `SQ${dayOf(now).slice(0, 4)}-`
  const number = `${prefix}${String(await takeNumber(tx, prefix)).padStart(6, '0')}`
  const due = parts.territory.calendars.endOf({ days: replyLimitDays, clock: 'working-day' }, now)
  await store.insertApplication(tx, {
    ...asked,
    ...{
      id,
      number,
      dataset_id: dataset.id,
      provider_id: dataset.organisation_id,
      submitted_time: now,
      due_time: due,
    },
  })
  await store.insertStep(tx, id, { time: now, userName: asked.user_name, act: '提交申请' })
  if (dataset.sharing === 'unconditional' && asked.plain.length === 0) {
    const row = (await store.findApplication(tx, id)) as store.ApplicationRow
    await giveGrant(parts, tx, row, dataset, { userName: '平台', act: '无条件共享，自动授权' })
    return id
  }
  parts.messaging.tell(tx, {
    ...{ key: `data.application:${id}`, title: `收到数据申请 ${number}`, urgency: 'normal' },
    text: `${asked.user_name}申请“${dataset.name}”，请于 ${dayOf(due)} 前答复。`,
    to: [{ organisationId: dataset.organisation_id }],
    link: `/console/data-requests?application=${id}`,
  })
  return id
}

/** Asks for a grant to be prolonged with the same fields and purpose. */
export async function renewGrant(
  parts: DataParts,
  principal: Principal,
  id: string,
  to: string,
): Promise<DataApplication> {
  const applicationId = await parts.kernel.db.transaction(async (tx) => {
    const grant = await store.findGrant(tx, id, { lock: true })
    if (!grant || grant.organisation_id !== principal.organisationId) throw notFound('数据授权', id)
    if (grant.withdrawn_time) throw conflict('grant-withdrawn', '授权已收回，请重新申请。')
    if (to <= grant.to_day) throw invalid('/body/to', `应晚于现有截止日期 ${grant.to_day}`)
    const dataset = await requireShareable(tx, grant.dataset_id, '/body')
    const before = (await store.findApplication(tx, grant.application_id)) as store.ApplicationRow
    const plain = Object.entries(grant.fields).filter(
      ([name, shown]) => shown === 'none' && before.plain.includes(name),
    )
    return submit(parts, tx, dataset, {
      ...{ kind: 'renew', organisation_id: grant.organisation_id, user_id: principal.userId },
      ...{ user_name: principal.name, fields: Object.keys(grant.fields), plain: plain.map(([name]) => name) },
      ...{
        row_filter: grant.row_filter,
        purpose: grant.purpose,
        scene: grant.scene,
        from_day: grant.from_day,
      },
      ...{ to_day: to, delivery: grant.delivery, legal_basis: before.legal_basis },
      by_consent: grant.by_consent,
    })
  })
  return readApplication(parts, applicationId)
}
