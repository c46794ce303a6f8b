import type { Attachment, Case } from '@civitas/contract'
import type { CaseCheck, CaseType } from '@civitas/domain-kit'
import { hasPermission, type Principal } from '../../kernel/access.ts'
import type { Queryable, Transaction } from '../../kernel/db/database.ts'
import { conflict, forbidden } from '../../kernel/problem.ts'
import { holdCase } from './acts/hold-case.ts'
import { insertMarks } from './marks.ts'
import { closeCase, enterStage } from './move-case.ts'
import { type Actor, type CasesParts, caseTypeOf, note, publishCase, stageOf } from './publish-case.ts'
import { metresBetween } from './rules.ts'
import * as store from './store.ts'
import { insertAttachment, listPhotoPlaces } from './tasks/attachments.ts'
import { checkForm } from './tasks/check-form.ts'
import { type Evidence, readEvidence } from './tasks/read-evidence.ts'
import { hasWorkedOn, listCaseTasks } from './tasks/store.ts'

export interface CheckAnswer {
  passed: boolean
  comment: string
  form?: Record<string, unknown>
  version?: number
}

/**
 * Somebody who did none of the work confirms it: the case closes, or goes back to the stage the case type names.
 */
export async function checkCase(
  parts: CasesParts,
  id: string,
  answer: CheckAnswer,
  by: Principal,
  actor: Actor,
): Promise<Case> {
  return parts.kernel.db.transaction(async (tx) => {
    const row = await holdCase(parts, tx, { id, by, actor, version: answer.version })
    if (row.state !== 'checking') throw conflict('not-checking', '案件不在核查环节。')
    if (await hasWorkedOn(tx, row.id, by.userId)) {
      throw forbidden('您参与了本案的处置，不能核查自己经办的案件。', 'same-person')
    }
    const type = caseTypeOf(parts, row)
    const { check } = type
    if (!check) throw new Error(`case type ${type.id} has no check`)
    const form = answer.form ?? {}
    if (answer.passed) {
      checkForm(check.form, form)
      await requirePhotos(tx, { row, type, check }, by)
    }
    note(parts, tx, id, actor, {
      act: answer.passed ? 'check-passed' : 'check-failed',
      text: answer.comment,
      detail: { form },
    })
    if (answer.passed) return store.toCase(parts, await closeCase(parts, tx, row, actor, '核查通过，结案'))
    const returned = await store.updateCase(tx, row, { returns: row.returns + 1 })
    const organisationId = row.organisation_id
    const rework = { kind: 'rework' as const, row, organisationId, note: answer.comment }
    await insertMarks(tx, [rework], parts.kernel.clock.now())
    await publishCase(parts, tx, 'sent-back', returned, null, { by: actor, act: 'check-failed' })
    return store.toCase(parts, await enterStage(parts, tx, returned, stageOf(type, check.onFail), actor))
  })
}

interface Checking {
  row: store.CaseRow
  type: CaseType
  check: CaseCheck
}

/**
 * Where the case type asks for it, the check passes only with a photo of whoever checks, and only when the work is shown
 * by a photo taken at the place: one of the handler’s, or else one of the check.
 */
async function requirePhotos(db: Queryable, { row, type, check }: Checking, by: Principal): Promise<void> {
  const { photoWithin_m: within } = check
  if (within === undefined) return
  const visits = await store.lastVisitTime(db, row.id)
  const own = await listPhotoPlaces(db, { caseId: row.id, by: by.userId, since: visits })
  if (own.length < check.photosRequired)
    throw conflict('photos-missing', `核查须上传 ${check.photosRequired} 张现场照片，目前 ${own.length} 张。`)
  const isNear = ({ lon, lat }: { lon: number | null; lat: number | null }) =>
    lon !== null &&
    lat !== null &&
    row.lon !== null &&
    row.lat !== null &&
    metresBetween([lon, lat], [row.lon, row.lat]) <= within
  if (own.some(isNear)) return
  if (own.length > 0 || !(await handlerWasThere(db, { row, type, check }, isNear)))
    throw conflict('photo-not-at-place', `没有在案件位置 ${within} 米内拍摄的照片，不能核查通过。`)
}

/** Whether every task that must be shown at the place has a photo taken there. */
async function handlerWasThere(
  db: Queryable,
  { row, type }: Checking,
  isNear: (place: { lon: number | null; lat: number | null }) => boolean,
): Promise<boolean> {
  const asked = new Set(
    type.stages.flatMap((stage) => stage.tasks.filter((task) => task.photoWithin_m).map((task) => task.id)),
  )
  const done = (await listCaseTasks(db, row.id)).filter((one) => asked.has(one.task) && one.state === 'done')
  const last = done.at(-1)
  if (!last) return asked.size === 0
  return (await listPhotoPlaces(db, { taskId: last.id })).some(isNear)
}

/** A photo of whoever checks, kept with the case. */
export async function attachCheckPhoto(
  parts: CasesParts,
  id: string,
  evidence: Evidence,
  by: Principal,
  actor: Actor,
): Promise<Attachment> {
  const { content, sm3 } = readEvidence(evidence)
  return parts.kernel.db.transaction(async (tx) => {
    const row = await holdCase(parts, tx, { id, by, actor })
    if (row.state !== 'checking') throw conflict('not-checking', '案件不在核查环节。')
    if (await hasWorkedOn(tx, id, by.userId))
      throw forbidden('您参与了本案的处置，不能核查自己经办的案件。', 'same-person')
    const { fileName, contentType, takenTime = null, position = null } = evidence
    const attachment = await insertAttachment(
      tx,
      {
        ...{ taskId: null, caseId: id, fileName, contentType, sm3, content },
        takenTime,
        position,
        uploadedBy: by.userId,
      },
      parts.kernel.clock.now(),
    )
    await noteCheckPhoto(parts, tx, row, actor, { attachmentId: attachment.id, fileName, sm3, position })
    return attachment
  })
}

async function noteCheckPhoto(
  parts: CasesParts,
  tx: Transaction,
  row: store.CaseRow,
  by: Actor,
  detail: { attachmentId: string; fileName: string; sm3: string; position: readonly [number, number] | null },
): Promise<void> {
  note(parts, tx, row.id, by, { act: 'evidence-attached', text: `核查照片 ${detail.fileName}`, detail })
  await parts.ledger.append(tx, {
    kind: 'case-photo',
    subjectId: row.id,
    payload: { ...detail, by: by.userId },
  })
  await publishCase(parts, tx, 'moved', row)
}

/** Whether this person may check the case now. */
export async function mayCheck(db: Queryable, row: store.CaseRow, by: Principal): Promise<boolean> {
  if (row.state !== 'checking' || !hasPermission(by, 'cases.check')) return false
  return !(await hasWorkedOn(db, row.id, by.userId))
}
