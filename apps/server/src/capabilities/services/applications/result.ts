import { dayOf } from '../numbers.ts'
import type { ServicesParts } from '../services-parts.ts'
import type { Work } from './act-on.ts'
import { noteLateCompletion } from './breach.ts'
import { endOfWorkingDays } from './clock.ts'
import { deliverDays } from './rules.ts'
import { dropTimers, setTimer } from './store.ts'

/** The last day something valid so many months from a day is valid. */
export function validUntil(from: string, months: number): string {
  const [year = 0, month = 1, day = 1] = from.split('-').map(Number)
  const last = new Date(Date.UTC(year, month - 1 + months + 1, 0)).getUTCDate()
  const end = new Date(Date.UTC(year, month - 1 + months, Math.min(day, last)))
  end.setUTCDate(end.getUTCDate() - 1)
  return end.toISOString().slice(0, 10)
}

/**
 * Issues the result of a granted application and hands it over where it is electronic. Nothing is issued while materials
 * that were tolerated are still missing.
 */
export async function issueResult(parts: ServicesParts, work: Work): Promise<void> {
  const { row, content, tx, now, note } = work
  if (row.decision?.outcome !== 'grant' || row.tolerance) return
  if (content.result && !row.result) {
    const from = dayOf(now)
    const until = content.result.validMonths ? validUntil(from, content.result.validMonths) : null
    const issued = await issueLicence(parts, work, { from, until })
    row.result = { title: content.result.title, validUntil: until, ...issued }
    await note('制发结果', `${content.result.title} ${row.result.number}`)
  }
  if (row.result?.licenceId && row.channel !== 'window') await deliver(work, '电子证照')
  else await setTimer(tx, row.id, 'deliver', endOfWorkingDays(parts.territory, deliverDays, now))
}

/** The licence of the result; a document under the number of the decision in a city that issues no licence of its type. */
async function issueLicence(
  { licences, identity }: ServicesParts,
  { row, content, tx }: Work,
  { from, until }: { from: string; until: string | null },
): Promise<{ number: string; licenceId: string | null }> {
  const number = row.decision?.number ?? ''
  if (!licences || !content.result || !row.organisation_id) return { number, licenceId: null }
  const holderId = row.founded_id ?? row.subject_id
  const subject = await identity.subjects.find(tx, holderId)
  const { licenceId, number: licenceNumber } = await licences.issue(tx, {
    ...{ typeCode: content.result.licenceType, holderId, applicationId: row.id },
    fields: { ...row.form, name: subject?.name, code: subject?.number },
    ...{ issuerId: row.organisation_id, validFrom: from },
    ...(until ? { validUntil: until } : {}),
  })
  return { number: licenceNumber, licenceId }
}

/** Hands the result over: the application is finished. */
export async function deliver({ row, tx, now, note, tell }: Work, way: string): Promise<void> {
  Object.assign(row, { state: 'delivered', delivered_time: now })
  await dropTimers(tx, row.id, 'deliver', 'due', 'amber')
  await note('送达', way)
  await tell(
    `${row.item_title}已办结`,
    `办件 ${row.number} 已办结${row.result ? `：${row.result.title} ${row.result.number}` : ''}。请对本次服务作出评价。`,
  )
}

/** One of the materials promised for later has come. */
export async function makeUp(parts: ServicesParts, work: Work, material: string): Promise<void> {
  const { row, tx, note } = work
  const missing = row.tolerance?.missing.filter((one) => one !== material) ?? []
  await note('补交容缺材料', row.held[material]?.reference)
  if (missing.length > 0 && row.tolerance) {
    row.tolerance = { ...row.tolerance, missing }
    return
  }
  row.tolerance = null
  if (row.state === 'late') return noteLateCompletion(parts, work)
  await dropTimers(tx, row.id, 'tolerance', 'tolerance-half', 'tolerance-day')
  if (row.state === 'granted') await issueResult(parts, work)
}
