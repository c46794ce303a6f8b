import type { Attachment, ReportOutcome } from '@civitas/contract'
import { type Principal, wholeScope } from '../../kernel/access.ts'
import { notFound } from '../../kernel/problem.ts'
import type { CasesParts } from './publish-case.ts'
import * as store from './store.ts'
import { findAttachmentContent, findPublicCopy, listCheckAttachments } from './tasks/attachments.ts'
import { listCaseTasks, toTasks } from './tasks/store.ts'

/** The case a report of this person has led to, through every merging of events and of cases; none yet: undefined. */
async function findCaseOfReport(
  { events, kernel: { db } }: CasesParts,
  reportId: string,
  by: Principal,
): Promise<store.CaseRow | undefined> {
  const found = await events.findOwnReport(db, reportId, by.userId)
  if (!found) throw notFound('上报', reportId)
  if (!found.caseId) return undefined
  const row = await store.findCase(db, found.caseId, { scope: wholeScope })
  return row?.merged_into ? store.findCase(db, row.merged_into, { scope: wholeScope }) : row
}

type OutcomePhoto = ReportOutcome['photos'][number]

/** Of the unit’s pictures the first shows the place before, the others and those of the check show it after. */
function toPhotos(handled: readonly Attachment[], checked: readonly Attachment[]): OutcomePhoto[] {
  const show = (each: Attachment, when: OutcomePhoto['when']): OutcomePhoto => ({
    id: each.id,
    contentType: each.contentType,
    when,
    uploadedTime: each.uploadedTime,
  })
  return [
    ...handled.map((each, n) => show(each, n === 0 && handled.length > 1 ? 'before' : 'after')),
    ...checked.map((each) => show(each, 'after')),
  ]
}

/** What became of a report, for whoever reported. Pictures are shown once the case is closed. */
export async function getReportOutcome(
  parts: CasesParts,
  reportId: string,
  by: Principal,
): Promise<ReportOutcome> {
  const row = await findCaseOfReport(parts, reportId, by)
  if (!row) return { unit: null, reply: null, photos: [] }
  const { db } = parts.kernel
  const rows = (await listCaseTasks(db, row.id)).filter((one) => one.kind === 'main')
  const tasks = await toTasks(parts, db, rows)
  const unit = parts.identity.findOrganisation(row.organisation_id)?.name ?? null
  const replies = tasks.flatMap(({ form }) => (typeof form?.reply === 'string' ? [form.reply] : []))
  const reply = replies.at(-1) ?? null
  if (row.state !== 'closed') return { unit, reply, photos: [] }
  const handled = tasks.findLast((one) => one.state === 'done' && one.photosRequired > 0)?.attachments ?? []
  return { unit, reply, photos: toPhotos(handled, await listCheckAttachments(db, row.id)) }
}

/** The content of a picture that is shown to whoever reported. */
export async function getOutcomePhoto(
  parts: CasesParts,
  { id, photoId }: { id: string; photoId: string },
  by: Principal,
): Promise<{ contentType: string; content: Buffer }> {
  const { photos } = await getReportOutcome(parts, id, by)
  const found =
    photos.some((one) => one.id === photoId) &&
    ((await findPublicCopy(parts.kernel.db, photoId)) ??
      (await findAttachmentContent(parts.kernel.db, photoId, wholeScope)))
  if (!found) throw notFound('照片', photoId)
  return found
}
