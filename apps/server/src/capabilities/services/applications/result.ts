import { subjectIn } from '../acting.ts'
import { dayOf } from '../numbers.ts'
import type { ServicesParts } from '../services-parts.ts'
import type { Work } from './act-on.ts'
import { noteLateCompletion } from './breach.ts'
import { endOfWorkingDays } from './clock.ts'
import { deliverDays } from './rules.ts'
import { dropTimers, setTimer } from './store.ts'

/** The last day something valid so many months from a day is valid. */
export function validUntilAfter(from: string, months: number): string {
  const [year = 0, month = 1, day = 1] = from.split('-').map(Number)
  const last = new Date(Date.UTC(year, month - 1 + months + 1, 0)).getUTCDate()
  const end = new Date(Date.UTC(year, month - 1 + months, Math.min(day, last)))
  end.setUTCDate(end.getUTCDate() - 1)
  return end.toISOString().slice(0, 10)
}

interface MadeResult {
  title: string
  validUntil: string | null
  /** Null in a city that issues no licence of its type: the document goes under the number of the decision. */
  licence: { number: string; licenceId: string } | null
}

/** Issues the result of a granted application and hands it over where it is electronic. */
export async function issueResult(parts: ServicesParts, work: Work): Promise<void> {
  if (work.row.decision?.outcome === 'grant') await handOver(parts, work, await makeResult(parts, work))
}

/** Makes the result once; nothing is made while materials that were tolerated are still missing. */
export async function makeResult(parts: ServicesParts, work: Work): Promise<MadeResult | null> {
  const { row, content, now } = work
  if (row.tolerance || !content.result || row.result) return null
  const from = dayOf(now)
  const validUntil = content.result.validMonths ? validUntilAfter(from, content.result.validMonths) : null
  const licence = await issueLicence(parts, work, { from, until: validUntil })
  return { title: content.result.title, validUntil, licence }
}

/** Hands over what was made, or what was made before: as a licence at once, else at the window within days. */
export async function handOver(parts: ServicesParts, work: Work, made: MadeResult | null): Promise<void> {
  const { row, tx, now, note } = work
  if (row.tolerance) return
  if (made) {
    const { title, validUntil, licence } = made
    const number = licence?.number ?? row.decision?.number ?? ''
    row.result = { title, validUntil, number, licenceId: licence?.licenceId ?? null }
    await note('制发结果', `${title} ${number}`)
  }
  if (row.result?.licenceId && row.channel !== 'window') {
    if (!made) await dropTimers(tx, row.id, 'deliver')
    await deliver(work, '电子证照')
  } else await setTimer(tx, row.id, 'deliver', endOfWorkingDays(parts.territory, deliverDays, now))
}

async function issueLicence(
  parts: ServicesParts,
  { row, content, tx }: Work,
  { from, until }: { from: string; until: string | null },
): Promise<MadeResult['licence']> {
  if (!parts.licences || !content.result || !row.organisation_id) return null
  const holderId = row.founded_id ?? row.subject_id
  const subject = await subjectIn(parts, tx, holderId)
  return parts.licences.issue(tx, {
    ...{ typeCode: content.result.licenceType, holderId, applicationId: row.id },
    fields: { ...row.form, name: subject?.name, code: subject?.number },
    ...{ issuerId: row.organisation_id, validFrom: from },
    ...(until ? { validUntil: until } : {}),
  })
}

/** Hands the result over: the application is finished. */
export async function deliver({ row, now, note, tell }: Work, way: string): Promise<void> {
  Object.assign(row, { state: 'delivered', delivered_time: now })
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
