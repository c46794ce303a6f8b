import type { Transaction } from '../../../kernel/db/database.ts'
import { newId } from '../../../kernel/ids.ts'
import { findDataset } from '../catalogue/store.ts'
import type { GatewayParts } from '../gateway/gateway-parts.ts'
import { dayOf } from '../grants/rules.ts'
import { gradeNames, gradeOfFields, kindNames, stepNames, unusualIn, usualOf } from './rules.ts'
import * as store from './store.ts'

/** Uses are written a moment after they happen; what is younger waits for the next look. */
const settledMs = 10_000

/** Compares what callers did today with what they used to do, and raises an alert once a day for what is unusual. */
export async function watchUses(parts: GatewayParts): Promise<number> {
  const { db, clock } = parts.kernel
  const now = clock.now()
  const rules = await store.readRules(db)
  const until = new Date(now.getTime() - settledMs)
  const usages = await db.transaction((tx) => store.addUp(tx, until, rules))
  let raised = 0
  for (const usage of usages) {
    const kinds = unusualIn(usage, rules)
    if (kinds.length === 0) continue
    const dataset = usage.datasetId ? await findDataset(db, usage.datasetId) : undefined
    const grade = gradeOfFields(dataset?.fields ?? [], usage.fields)
    await db.transaction(async (tx) => {
      const alert = { id: newId(), usage, kinds, grade, usual: usualOf(usage), now }
      const { id, isNew } = await store.putAlert(tx, alert)
      const stops = rules.suspends && kinds.includes('volume') && kinds.includes('hours')
      if (stops) {
        await store.suspendAppOf(tx, id, usage.keyId)
        tx.afterCommit(() => parts.recent.forget())
      }
      if (!isNew) return
      raised++
      await tellOf(parts, tx, {
        ...alert,
        service: dataset?.name ?? '',
        provider: dataset?.organisation_id,
        stops,
      })
    })
  }
  return raised
}

type Told = store.NewAlert & { service: string; provider: string | undefined; stops: boolean }

async function tellOf(parts: GatewayParts, tx: Transaction, alert: Told): Promise<void> {
  const { usage, usual } = alert
  const organisation = parts.identity.findOrganisation(usage.organisationId)?.name ?? ''
  const text = [
    `${organisation}“${usage.caller}”（密钥 ${usage.keyId}）当日读取“${alert.service}” ${usage.rows} 行`,
    usual === null ? '此前没有使用习惯可比' : `平时每日约 ${Math.round(usual)} 行`,
    `信息项级别${gradeNames[alert.grade]}`,
    `去向 ${usage.addresses.join('、') || '不明'}`,
    alert.stops ? '已按预案停用该应用' : '请核实，必要时停用该应用',
  ].join('；')
  const city = parts.territory.cityCode()
  parts.messaging.tell(tx, {
    key: `data.guard:${alert.id}`,
    title: `数据安全告警：${alert.kinds.map((kind) => kindNames[kind]).join('、')}`,
    ...{ text: `${text}。`, urgency: 'urgent', link: '/console/data-guard' },
    to: [
      ...(city ? [{ role: 'data-bureau', division: city }] : []),
      ...(alert.provider ? [{ organisationId: alert.provider }] : []),
    ],
  })
}

/** Tells once of every step of a leak case that has passed its time. */
export async function tellLateSteps(parts: GatewayParts): Promise<void> {
  const { db, clock } = parts.kernel
  const city = parts.territory.cityCode()
  await db.transaction(async (tx) => {
    for (const late of await store.takeLateSteps(tx, clock.now()))
      parts.messaging.tell(tx, {
        key: `data.leak-late:${late.case_id}:${late.step}`,
        title: `数据泄露事件逾期：${stepNames[late.step]}`,
        text: `“${late.title}”应于 ${dayOf(late.due_time)} 前完成${stepNames[late.step]}。`,
        urgency: 'urgent',
        link: '/console/data-guard?tab=leaks',
        to: city ? [{ role: 'data-bureau', division: city }] : [],
      })
  })
}
