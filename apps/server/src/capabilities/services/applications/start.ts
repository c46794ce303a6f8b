import type { addApplicationFile, OperationInput, startServiceApplication } from '@civitas/contract'
import { hasPermission, type Principal } from '../../../kernel/access.ts'
import { sm3 } from '../../../kernel/crypto.ts'
import type { Transaction } from '../../../kernel/db/database.ts'
import { newId } from '../../../kernel/ids.ts'
import { conflict, forbidden, invalid, notFound, Problem } from '../../../kernel/problem.ts'
import { type Acting, maskNumber } from '../../identity/index.ts'
import { reaches, requireActing } from '../acting.ts'
import { noteProxy } from '../elderly/routes.ts'
import { type Known, prefillForm } from '../forms/rules.ts'
import { findInForce, readMaterials, type VersionRow } from '../items/store.ts'
import { organisationIdOf } from '../items/sync-items.ts'
import { dayOf } from '../numbers.ts'
import type { ServicesParts } from '../services-parts.ts'
import { namesOf, requireOwner } from './access.ts'
import { actOn, requireAct, type Work } from './act-on.ts'
import { makeUp } from './result.ts'
import type { Held } from './rules.ts'
import * as store from './store.ts'

type Start = OperationInput<typeof startServiceApplication>['body']
type File = OperationInput<typeof addApplicationFile>['body']

/** For whom an application is made, and with what authority. */
export type Party = Omit<Acting, 'authority' | 'by'> & {
  authority: string
  by: { id: string | null; name: string }
}

/** Begins an application as a draft, filled from what the city knows. */
export async function startApplication(
  parts: ServicesParts,
  principal: Principal,
  body: Start,
): Promise<store.AppRow> {
  const { db, clock } = parts.kernel
  const item = await findInForce(db, body.itemId, dayOf(clock.now()))
  if (!item) throw notFound('服务事项', body.itemId)
  requireLevel(item, body)
  const row = await db
    .transaction(async (tx) => {
      const party = await partyOf(parts, tx, principal, body)
      return openDraft(parts, tx, {
        ...{ item, party, userId: principal.userId, channel: body.channel, level: body.level },
        ...(body.channel === 'window' ? { division: principal.scope.divisions[0] } : {}),
      })
    })
    .catch(async (error) => {
      // What a proxy asked for beyond its bounds is shown to whom it was to be done for.
      if (error instanceof Problem && error.code === 'outside-authority')
        await noteProxy(parts, principal, item.content.title, 'refused')
      throw error
    })
  if (!body.applicant) await noteProxy(parts, principal, item.content.title, 'done')
  return row
}

function requireLevel({ content }: VersionRow, { channel = 'web', level = 'city' }: Start): void {
  if (channel === 'window' && content.ways && !content.ways.includes('window'))
    throw conflict('not-accepted-here', '该事项不在窗口办理。')
  if (channel !== 'window') return
  if (content.acceptedAt.length > 0 && !content.acceptedAt.includes(level))
    throw conflict('not-accepted-here', '该事项未授权本级窗口收件。')
}

async function partyOf(
  parts: ServicesParts,
  tx: Transaction,
  principal: Principal,
  { applicant }: Start,
): Promise<Party> {
  if (!applicant) {
    if (!hasPermission(principal, 'services.apply'))
      throw forbidden('窗口受理须填写申请人。', 'applicant-needed')
    return requireActing(parts, principal)
  }
  if (!hasPermission(principal, 'services.accept')) throw forbidden('只有窗口人员可以代为录入申请人。')
  const subject = await parts.identity.subjects.ensure(tx, applicant)
  return {
    subject,
    by: { id: null, name: principal.name },
    authority: 'desk',
    authorityId: null,
    scenes: null,
  }
}

export interface NewDraft {
  item: VersionRow
  party: Party
  userId: string
  channel?: store.AppRow['channel']
  level?: string
  parentId?: string | null
  at?: Date
  /** Place of the window it was handed in at. */
  division?: string
}

/** Writes a draft for a party: materials it holds as licences are met, known fields filled. */
export async function openDraft(
  parts: ServicesParts,
  tx: Transaction,
  draft: NewDraft,
): Promise<store.AppRow> {
  const { item, party, userId } = draft
  const { content } = item
  const { subject } = party
  if (!content.applicants.includes(subject.kind))
    throw invalid(
      '/body/itemId',
      subject.kind === 'person' ? '该事项只受理企业（组织）申请' : '该事项只受理个人申请',
    )
  requirePower(party, item)
  const now = draft.at ?? parts.kernel.clock.now()
  const licences = await findLicences(parts, item, subject.id)
  const { form, sources } = prefillForm(content.fields, (path) => knownValue(party, licences, path))
  const row: store.AppRow = {
    ...blank,
    ...{ id: newId(), item_id: item.id, item_version: item.version, item_title: content.title },
    // By name: offices are merged and renamed while versions of items stay.
    organisation_id: organisationIdOf(parts, content.organisation) ?? item.organisation_id,
    // What a window takes in belongs to its place, so that the offices above it see it as well.
    division_code: draft.division ?? parts.territory.cityCode() ?? '',
    ...{ subject_id: subject.id, subject_name: subject.name, by_id: party.by.id, by_name: party.by.name },
    ...{ authority: party.authority, authority_id: party.authorityId, user_id: userId },
    ...{ channel: draft.channel ?? 'web', level: draft.level ?? 'city', parent_id: draft.parentId ?? null },
    ...{ form, sources, held: heldLicences(licences.byMaterial), created_time: now, updated_time: now },
  }
  await store.insertApplication(tx, row)
  return row
}

/** An application of which nothing has been done yet. */
const blank = {
  ...{
    number: null,
    state: 'draft' as const,
    answers: {},
    corrections: [],
    correction_rounds: 0,
    priority: false,
  },
  ...{
    submitted_time: null,
    accept_due: null,
    accepted_time: null,
    is_deemed: false,
    limit_days: 0,
    used_days: 0,
  },
  ...{
    clock_start: null,
    due_time: null,
    suspension: null,
    extended_days: 0,
    decided_time: null,
    decision: null,
  },
  ...{ result: null, delivered_time: null, commitment: null, tolerance: null, card: null },
  ...{ assessment: null, founded_id: null },
}

/** Refuses a bounded power that does not reach an item. */
export function requirePower({ scenes }: Pick<Party, 'scenes'>, item: VersionRow): void {
  if (!reaches(scenes, namesOf(item))) throw forbidden('授权范围不包括该事项。', 'outside-authority')
}

interface Licences {
  byType: Map<string, { number: string; licenceId: string; fields: Record<string, unknown> }>
  byMaterial: Map<string, { number: string; licenceId: string }>
}

/** Licences of the subject that stand in for materials of the item. */
export async function findLicences(
  parts: ServicesParts,
  item: Pick<VersionRow, 'content'>,
  holderId: string,
): Promise<Licences> {
  const found: Licences = { byType: new Map(), byMaterial: new Map() }
  if (!parts.licences) return found
  const materials = await readMaterials(
    parts.kernel.db,
    item.content.materials.map((one) => one.material),
  )
  for (const { code, licenceType } of materials) {
    if (!licenceType) continue
    const licence = await parts.licences.findOfHolder({ holderId, typeCode: licenceType })
    if (licence?.state !== 'valid') continue
    found.byType.set(licenceType, licence)
    found.byMaterial.set(code, licence)
  }
  return found
}

export function heldLicences(licences: Licences['byMaterial']): Record<string, Held> {
  return Object.fromEntries(
    [...licences].map(([material, { number, licenceId }]) => [
      material,
      { by: 'licence' as const, reference: number, fileId: null, licenceId },
    ]),
  )
}

export function knownValue(party: Party, licences: Licences, path: string): Known | undefined {
  const { subject } = party
  const source = subject.kind === 'person' ? '实名认证信息' : '市场主体登记信息'
  if (path === 'subject.name') return { value: subject.name, source }
  if (path === 'subject.number') return { value: maskNumber(subject.kind, subject.number), source }
  if (path === 'by.name')
    return party.authority === 'desk' ? undefined : { value: party.by.name, source: '登录账号' }
  const licence = /^licence:([^.]+(?:\.[^.]+)?)\.([^.]+)$/.exec(path)
  const held = licence && licences.byType.get(licence[1] ?? '')
  const value = held?.fields[licence?.[2] ?? '']
  return held && value !== undefined ? { value, source: `电子证照 ${held.number}` } : undefined
}

/** Keeps answers and values of the form; what the city filled in stays as it is. */
export async function saveDraft(
  parts: ServicesParts,
  principal: Principal,
  id: string,
  given: { answers?: Record<string, unknown>; form?: Record<string, unknown> },
): Promise<store.AppRow> {
  return actOn(parts, id, principal, async ({ row, content }) => {
    await requireOwner(parts, principal, row)
    if (row.state !== 'draft' && row.state !== 'correcting') requireAct(row, 'submit')
    if (given.answers)
      row.answers = {
        ...row.answers,
        ...pick(given.answers, new Set(content.questions.map((one) => one.id))),
      }
    const open = new Set(content.fields.map((one) => one.name).filter((name) => !(name in row.sources)))
    if (given.form) row.form = { ...row.form, ...pick(given.form, open) }
  })
}

function pick(values: Record<string, unknown>, names: ReadonlySet<string>): Record<string, unknown> {
  return Object.fromEntries(Object.entries(values).filter(([name]) => names.has(name)))
}

const heads = { 'image/jpeg': 'ffd8ff', 'image/png': '89504e47', 'application/pdf': '25504446' } as const

/** Reads an uploaded file and refuses one that is not what it says. */
export function readUpload({ contentType, content }: Pick<File, 'contentType' | 'content'>): Buffer {
  const bytes = Buffer.from(content, 'base64')
  if (bytes.length === 0 || !bytes.subarray(0, 8).toString('hex').startsWith(heads[contentType]))
    throw invalid('/body/content', '文件内容与类型不符，请上传 JPG、PNG 或 PDF')
  return bytes
}

/** Adds a file for a material of a draft, or one that was asked for in a correction or promised for later. */
export async function addFile(
  parts: ServicesParts,
  principal: Principal,
  id: string,
  file: File,
): Promise<store.AppRow> {
  return actOn(parts, id, principal, async (work) => {
    const { row, tx, now } = work
    await requireOwner(parts, principal, row)
    const bytes = readUpload(file)
    requireMaterial(work, file.material)
    const fileId = newId()
    await store.insertFile(
      tx,
      {
        ...{
          id: fileId,
          applicationId: id,
          subject_id: row.subject_id,
          material: file.material,
          name: file.name,
        },
        ...{ content_type: file.contentType, content: bytes, digest: sm3(bytes) },
      },
      now,
    )
    row.held = { ...row.held, [file.material]: { by: 'upload', reference: file.name, fileId } }
    if (row.tolerance?.missing.includes(file.material)) await makeUp(parts, work, file.material)
  })
}

/** Uses the newest file the subject gave before for the same material. */
export async function addEarlierFile(
  parts: ServicesParts,
  principal: Principal,
  id: string,
  material: string,
): Promise<store.AppRow> {
  return actOn(parts, id, principal, async (work) => {
    await requireOwner(parts, principal, work.row)
    requireMaterial(work, material)
    const earlier = await store.findEarlierFile(work.tx, work.row.subject_id, material)
    if (!earlier) throw invalid('/body/material', '没有以前上传过的这份材料')
    work.row.held = {
      ...work.row.held,
      [material]: { by: 'earlier', reference: earlier.name, fileId: earlier.id },
    }
    if (work.row.tolerance?.missing.includes(material)) await makeUp(parts, work, material)
  })
}

function requireMaterial({ row, content }: Work, material: string): void {
  if (!content.materials.some((one) => one.material === material))
    throw invalid('/body/material', '该事项没有这份材料')
  const isPromised = row.tolerance?.missing.includes(material) ?? false
  // What was promised may still come when its time is over: nothing is delivered for it, the credit file says so.
  if (isPromised) return
  if (row.state !== 'draft' && row.state !== 'correcting') requireAct(row, 'submit')
}
