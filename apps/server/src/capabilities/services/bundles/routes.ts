import * as contract from '@civitas/contract'
import { applicationChanged, type BundleCase, type OperationInput } from '@civitas/contract'
import type { Principal } from '../../../kernel/access.ts'
import { sm3 } from '../../../kernel/crypto.ts'
import type { Transaction } from '../../../kernel/db/database.ts'
import { newId } from '../../../kernel/ids.ts'
import { conflict, invalid, notFound, Problem } from '../../../kernel/problem.ts'
import { requireActing, tellSubject } from '../acting.ts'
import { type Actor, actIn } from '../applications/act-on.ts'
import { recordReuse } from '../applications/reuse.ts'
import {
  findLicences,
  heldLicences,
  knownValue,
  openDraft,
  type Party,
  readUpload,
  requirePower,
} from '../applications/start.ts'
import { findApplication, insertFile, listMembers } from '../applications/store.ts'
import { submitIn } from '../applications/submit.ts'
import { prefillForm } from '../forms/rules.ts'
import { organisationIdOf } from '../items/sync-items.ts'
import { takeDailyNumber } from '../numbers.ts'
import { findProject, type ProjectRecord } from '../projects/store.ts'
import { insertBooking, workingDayAfter } from '../projects/visits.ts'
import type { ServicesParts } from '../services-parts.ts'
import { getResolved, type Resolved, resolveBundle, toBundle, toCase } from './resolve.ts'
import { chosenMembers, isOfApplicant, mergeFields, mergeMaterials, mergeQuestions } from './rules.ts'
import * as store from './store.ts'

type File = OperationInput<typeof contract.addBundleFile>['body']

/** 一件事一次办 (SOC-005). */
export function bindBundles(parts: ServicesParts): void {
  const { http, db, messages } = parts.kernel
  http.bind(contract.listServiceBundles, async () => {
    const all = await Promise.all(
      parts.domains
        .list('serviceBundles')
        .filter((one) => !one.within)
        .map((one) => resolveBundle(parts, one.id)),
    )
    const offered = all.filter((one): one is Resolved => one !== null)
    return { items: await Promise.all(offered.map((one) => toBundle(parts, one))) }
  })
  http.bind(contract.getServiceBundle, async ({ params }) =>
    toBundle(parts, await getResolved(parts, params.id)),
  )
  http.bind(contract.startBundleCase, async ({ body }, { principal }) =>
    show(parts, await startOffered(parts, principal, body)),
  )
  http.bind(contract.saveBundleDraft, async ({ params, body }, { principal }) => {
    await changeBundle(parts, principal, params.id, async ({ row, resolved }) =>
      keepDraft(row, resolved, body),
    )
    return show(parts, params.id)
  })
  http.bind(contract.addBundleFile, async ({ params, body }, { principal }) => {
    await addFile(parts, principal, params.id, body)
    return show(parts, params.id)
  })
  http.bind(contract.submitBundleCase, async ({ params }, { principal }) => {
    await submitBundle(parts, principal, params.id)
    return show(parts, params.id)
  })
  http.bind(contract.getBundleCase, async ({ params }, { principal }) => {
    await requireOwnBundle(parts, principal, params.id)
    return show(parts, params.id)
  })
  http.bind(contract.listMyBundleCases, async ({ query }, { principal }) => {
    const acting = await requireActing(parts, principal, 'services')
    const { items, total } = await store.listBundlesOf(db, acting.subject.id, query)
    return { items: await Promise.all(items.map((row) => toCase(parts, row))), total }
  })
  messages.subscribe(
    'services.go-on-with-bundle',
    applicationChanged,
    (tx, { body }) => goOn(parts, tx, body.applicationId),
    { when: (body) => body.state === 'delivered' || body.state === 'granted' },
  )
}

/** What a bundle begins with beside what its applicant says. */
export interface BundleOrigin {
  projectId: string
  /** Facts that choose members; nobody answers them. */
  facts: Record<string, unknown>
  /** Values of the form, by path of `prefill`. */
  known: Readonly<Record<string, string>>
}

/** Begins a bundle anybody may begin; it may belong to a project of the applicant. */
async function startOffered(
  parts: ServicesParts,
  principal: Principal,
  { bundleId, projectId }: { bundleId: string; projectId?: string },
): Promise<string> {
  if (parts.domains.find('serviceBundles', bundleId)?.within)
    throw invalid('/body/bundleId', '这是工程建设项目的审批阶段，请从项目页面申报')
  return startBundle(
    parts,
    principal,
    bundleId,
    projectId ? await originOf(parts, principal, projectId) : undefined,
  )
}

/** The project a bundle belongs to, which has to be the applicant’s. */
async function originOf(
  parts: ServicesParts,
  principal: Principal,
  projectId: string,
): Promise<BundleOrigin> {
  const project = await findProject(parts.kernel.db, projectId)
  const { subject } = await requireActing(parts, principal)
  if (!project || project.subject_id !== subject.id) throw notFound('建设项目', projectId)
  return { projectId, facts: {}, known: projectKnown(project) }
}

/** What forms of a project are filled from. */
export function projectKnown(
  project: Pick<ProjectRecord, 'code' | 'name' | 'address'>,
): Record<string, string> {
  return {
    'project.code': project.code,
    'project.name': project.name,
    'project.address': project.address,
  }
}

async function show(parts: ServicesParts, id: string): Promise<BundleCase> {
  return toCase(parts, (await store.findBundle(parts.kernel.db, id)) as store.BundleRow)
}

export async function startBundle(
  parts: ServicesParts,
  principal: Principal,
  bundleId: string,
  origin?: BundleOrigin,
): Promise<string> {
  const resolved = await getResolved(parts, bundleId)
  const acting = await requireActing(parts, principal)
  const { subject, by } = acting
  for (const { version } of resolved.members) requirePower(acting, version)
  if (!resolved.declared.applicants.includes(subject.kind))
    throw invalid('/body/bundleId', subject.kind === 'person' ? '该事项由企业办理' : '该事项由个人办理')
  const content = {
    ...(resolved.members[0]?.content ?? { fields: [] }),
    materials: mergeMaterials(resolved.members),
  }
  const licences = await findLicences(parts, { content } as Parameters<typeof findLicences>[1], subject.id)
  const filled = prefillForm(mergeFields(resolved.members, resolved.declared.applicants), (path) =>
    origin?.known[path]
      ? { value: origin.known[path], source: '工程建设项目登记' }
      : knownValue(acting, licences, path),
  )
  const id = newId()
  await store.insertBundle(parts.kernel.db, {
    ...{ id, bundle_id: bundleId, title: resolved.declared.title, subject_id: subject.id },
    ...{ subject_name: subject.name, by_id: by.id, by_name: by.name, authority: acting.authority },
    ...{ authority_id: acting.authorityId, user_id: principal.userId, ...filled },
    ...{ held: heldLicences(licences.byMaterial), created_time: parts.kernel.clock.now() },
    ...{ answers: origin?.facts ?? {}, project_id: origin?.projectId ?? null },
  })
  return id
}

/** Refuses everyone but those the case is of; a bounded power has to reach every item of it. */
async function requireOwnBundle(parts: ServicesParts, principal: Principal, id: string): Promise<void> {
  const acting = await requireActing(parts, principal)
  const row = await store.findBundle(parts.kernel.db, id)
  if (!row || (row.subject_id !== acting.subject.id && row.subject_id !== acting.by.id))
    throw notFound('一件事', id)
  if (acting.scenes === null || row.subject_id === acting.by.id) return
  const { members } = await getResolved(parts, row.bundle_id)
  for (const { version } of members) requirePower(acting, version)
}

interface Held {
  row: store.BundleRow
  resolved: Resolved
  tx: Transaction
  now: Date
}

async function changeBundle(
  parts: ServicesParts,
  principal: Principal,
  id: string,
  change: (held: Held) => Promise<void> | void,
): Promise<void> {
  await requireOwnBundle(parts, principal, id)
  const now = parts.kernel.clock.now()
  await parts.kernel.db.transaction(async (tx) => {
    const row = await store.findBundle(tx, id, { lock: true })
    if (!row) throw notFound('一件事', id)
    await change({ row, tx, now, resolved: await getResolved(parts, row.bundle_id) })
    await store.updateBundle(tx, row, now)
  })
}

function keepDraft(
  row: store.BundleRow,
  { declared, members }: Resolved,
  given: { answers?: Record<string, unknown>; form?: Record<string, unknown> },
): void {
  const questions = new Set(mergeQuestions(declared, members).map((one) => one.id))
  if (given.answers && row.submitted_time) throw conflict('wrong-state', '提交后不能再改变情形。')
  const fields = new Set(
    mergeFields(members, declared.applicants)
      .map((one) => one.name)
      .filter((name) => !(name in row.sources)),
  )
  const pick = (values: Record<string, unknown> = {}, names: ReadonlySet<string>) =>
    Object.fromEntries(Object.entries(values).filter(([name]) => names.has(name)))
  row.answers = { ...row.answers, ...pick(given.answers, questions) }
  row.form = { ...row.form, ...pick(given.form, fields) }
}

async function addFile(parts: ServicesParts, principal: Principal, id: string, file: File): Promise<void> {
  const bytes = readUpload(file)
  await changeBundle(parts, principal, id, async ({ row, resolved, tx, now }) => {
    if (!mergeMaterials(resolved.members).some((one) => one.material === file.material))
      throw invalid('/body/material', '这件事没有这份材料')
    const fileId = newId()
    await insertFile(
      tx,
      {
        ...{
          id: fileId,
          applicationId: null,
          bundleId: id,
          subject_id: row.subject_id,
          material: file.material,
        },
        ...{ name: file.name, content_type: file.contentType, content: bytes, digest: sm3(bytes) },
      },
      now,
    )
    row.held = { ...row.held, [file.material]: { by: 'upload', reference: file.name, fileId } }
  })
}

/** Hands in all members at once, or the corrections of those that asked for one. */
async function submitBundle(parts: ServicesParts, principal: Principal, id: string): Promise<void> {
  await requireOwnBundle(parts, principal, id)
  const draft = await store.findBundle(parts.kernel.db, id)
  if (draft && !draft.submitted_time) await recordUses(parts, draft, principal)
  await changeBundle(parts, principal, id, async ({ row, resolved, tx, now }) => {
    if (row.submitted_time) return resubmit(parts, tx, row, principal)
    const chosen = chosenMembers(resolved.members, row.answers)
    if (chosen.length === 0) throw conflict('nothing-to-do', '按您的情况没有需要办理的事项。')
    row.number = await takeDailyNumber(tx, 'YJS', now)
    row.submitted_time = now
    const codes = new Set(chosen.map((one) => one.code))
    const waits = (member: (typeof chosen)[number]) => member.after.some((code) => codes.has(code))
    row.waiting = chosen.filter(waits).map((one) => one.code)
    const errors: { path: string; message: string }[] = []
    for (const member of chosen.filter((one) => waits(one)))
      if (isOfApplicant(member.content, resolved.declared.applicants))
        await openMember(parts, tx, row, member, { subjectId: row.subject_id })
    for (const member of chosen.filter((one) => !waits(one)))
      await handIn(parts, tx, row, member, { actor: principal, subjectId: row.subject_id }).catch(
        (error: unknown) => {
          if (!(error instanceof Problem) || !error.errors) throw error
          errors.push(...error.errors)
        },
      )
    if (errors.length === 0) await bookVisit(parts, tx, row, resolved.declared, chosen)
    // One list for everything that is missing in any member.
    const once = [...new Map(errors.map((one) => [one.path, one])).values()]
    if (once.length > 0)
      throw new Problem('invalid', 'incomplete', once.map((one) => one.message).join('；'), once)
  })
}

/** One visit of all offices of a bundle that looks at the place together. */
async function bookVisit(
  parts: ServicesParts,
  tx: Transaction,
  row: store.BundleRow,
  { jointVisit }: Resolved['declared'],
  chosen: Resolved['members'],
): Promise<void> {
  if (!jointVisit) return
  const offices = chosen.flatMap((one) => organisationIdOf(parts, one.content.organisation) ?? [])
  if (offices.length === 0) return
  await insertBooking(
    parts,
    tx,
    {
      ...{
        project_id: null,
        bundle_case_id: row.id,
        subject_id: row.subject_id,
        kind: 'survey',
        slot: 'morning',
      },
      ...{
        title: `${jointVisit.title}：${row.subject_name}`,
        place: String(row.form.address ?? row.subject_name),
      },
      ...{ day: workingDayAfter(parts, jointVisit.afterDays, parts.kernel.clock.now()), scope: null },
    },
    offices,
  )
}

/** Handing in is the holder’s consent to each office that is given a licence instead of a paper. */
async function recordUses(parts: ServicesParts, row: store.BundleRow, principal: Principal): Promise<void> {
  const { members } = await getResolved(parts, row.bundle_id)
  for (const { itemId, content } of chosenMembers(members, row.answers)) {
    const own = new Set(content.materials.map((one) => one.material))
    await recordReuse(parts, {
      held: Object.fromEntries(Object.entries(row.held).filter(([code]) => own.has(code))),
      ...{ holderId: row.subject_id, applicationId: row.id, itemId, purpose: content.title },
      ...{ organisationName: content.organisation, consentBy: principal.userId },
    })
  }
}

/** For whom, by whom and when a member is handed in. */
interface Handing {
  actor: Actor
  subjectId: string
  at?: Date
}

/** Opens the draft of a member; the whole bundle has its member cases from the beginning. */
async function openMember(
  parts: ServicesParts,
  tx: Transaction,
  row: store.BundleRow,
  member: Resolved['members'][number],
  { subjectId, at }: Pick<Handing, 'subjectId' | 'at'>,
): Promise<string> {
  const subject = await parts.identity.subjects.find(tx, subjectId)
  if (!subject) throw notFound('申请人', subjectId)
  const party: Party = {
    ...{ subject, by: { id: row.by_id, name: row.by_name }, authority: row.authority },
    ...{ authorityId: row.authority_id, scenes: null },
  }
  return openDraft(parts, tx, {
    ...{ item: member.version, party, userId: row.user_id, parentId: row.id, ...(at ? { at } : {}) },
  })
}

/** Hands a member in; what became a licence since its draft was opened stands in for papers. */
async function handIn(
  parts: ServicesParts,
  tx: Transaction,
  row: store.BundleRow,
  member: Resolved['members'][number],
  handing: Handing,
): Promise<void> {
  const { actor, subjectId, at } = handing
  const known = (await listMembers(tx, row.id)).find((one) => one.item_id === member.itemId)
  if (known && known.state !== 'draft') return
  const id = known?.id ?? (await openMember(parts, tx, row, member, handing))
  const licences = await findLicences(parts, member.version, subjectId)
  await fillMember(parts, tx, row, id, actor, heldLicences(licences.byMaterial))
  await submitIn(parts, tx, id, actor, {}, at)
}

/** Gives a member its share of the form, the answers and the materials. */
function fillMember(
  parts: ServicesParts,
  tx: Transaction,
  bundle: store.BundleRow,
  id: string,
  actor: Actor,
  held: store.BundleRow['held'] = {},
): Promise<void> {
  return actIn(parts, tx, id, actor, async ({ row, content }) => {
    const isApplicant = row.subject_id === bundle.subject_id
    const share = <T>(values: Record<string, T>, names: readonly string[]): Record<string, T> =>
      Object.fromEntries(Object.entries(values).filter(([name]) => names.includes(name)))
    const names = content.fields.map((one) => one.name)
    row.answers = share(
      bundle.answers,
      content.questions.map((one) => one.id),
    )
    const given = share(bundle.form, names)
    // What is known of a firm that was founded on the way goes before what its founder is called.
    row.form = isApplicant ? { ...row.form, ...given } : { ...given, ...row.form }
    if (isApplicant) row.sources = share(bundle.sources, names)
    const own = content.materials.map((one) => one.material)
    row.held = {
      ...row.held,
      ...held,
      ...(isApplicant ? share(bundle.held, own) : uploads(share(bundle.held, own))),
    }
  })
}

/** Papers of the founder that stand for the founded firm as well: those that were uploaded. */
function uploads(held: store.BundleRow['held']): store.BundleRow['held'] {
  return Object.fromEntries(Object.entries(held).filter(([, one]) => one.by === 'upload'))
}

async function resubmit(
  parts: ServicesParts,
  tx: Transaction,
  row: store.BundleRow,
  actor: Actor,
): Promise<void> {
  const asked = (await listMembers(tx, row.id)).filter((one) => one.state === 'correcting')
  if (asked.length === 0) throw conflict('wrong-state', '没有需要补正的事项。')
  for (const member of asked) {
    await fillMember(parts, tx, row, member.id, actor)
    await submitIn(parts, tx, member.id, actor, {})
  }
}

/** Begins members that waited for one that is done now. */
async function goOn(parts: ServicesParts, tx: Transaction, applicationId: string): Promise<void> {
  const application = await findApplication(tx, applicationId)
  const row = application?.parent_id
    ? await store.findBundle(tx, application.parent_id, { lock: true })
    : undefined
  if (!application || !row || row.waiting.length === 0) return
  const { declared, members } = await getResolved(parts, row.bundle_id)
  const all = await listMembers(tx, row.id)
  const done = new Set(all.filter(isDone).map((one) => one.item_id))
  const founded = all.find((one) => one.founded_id !== null)?.founded_id
  const at = application.decided_time ?? parts.kernel.clock.now()
  const idByCode = new Map(members.map((one) => [one.code, one.itemId]))
  const chosen = new Set(chosenMembers(members, row.answers).map((one) => one.code))
  for (const member of members.filter((one) => row.waiting.includes(one.code))) {
    const isReady = member.after.every((code) => !chosen.has(code) || done.has(idByCode.get(code) ?? ''))
    if (!isReady) continue
    const isOwn = isOfApplicant(member.content, declared.applicants)
    await begin(parts, row, member, { subjectId: isOwn ? row.subject_id : (founded ?? row.subject_id), at })
    row.waiting = row.waiting.filter((code) => code !== member.code)
  }
  await store.updateBundle(tx, row, parts.kernel.clock.now())
}

/** A member whose grant lets others begin. */
function isDone({ state, tolerance }: Awaited<ReturnType<typeof listMembers>>[number]): boolean {
  return state === 'delivered' || (state === 'granted' && tolerance === null)
}

/** Hands a member in by itself: one that lacks something stays a draft its applicant is told of. */
async function begin(
  parts: ServicesParts,
  row: store.BundleRow,
  member: Resolved['members'][number],
  { subjectId, at }: { subjectId: string; at: Date },
): Promise<void> {
  const { db } = parts.kernel
  const actor: Actor = { name: row.by_name, organisationId: null }
  await db
    .transaction((tx) => handIn(parts, tx, row, member, { actor, subjectId, at }))
    .catch(async (error: unknown) => {
      if (!(error instanceof Problem)) throw error
      await db.transaction((tx) =>
        tellSubject(parts, tx, row.subject_id, {
          ...{ key: `services.bundle:${row.id}:${member.code}`, title: `${member.content.title}需要您补充` },
          ...{ text: error.message, link: `/portal/bundle-cases/${row.id}` },
        }),
      )
    })
}
