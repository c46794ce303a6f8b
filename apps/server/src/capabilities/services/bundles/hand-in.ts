import type { Principal } from '../../../kernel/access.ts'
import type { Transaction } from '../../../kernel/db/database.ts'
import { conflict, notFound, Problem } from '../../../kernel/problem.ts'
import { tellSubject } from '../acting.ts'
import { type Actor, actIn } from '../applications/act-on.ts'
import { recordReuse } from '../applications/reuse.ts'
import { findLicences, heldLicences, openDraft, type Party } from '../applications/start.ts'
import { findApplication, listMembers } from '../applications/store.ts'
import { submitIn } from '../applications/submit.ts'
import { organisationIdOf } from '../items/sync-items.ts'
import { takeDailyNumber } from '../numbers.ts'
import { insertBooking, workingDayAfter } from '../projects/visits.ts'
import type { ServicesParts } from '../services-parts.ts'
import { requireOwnBundle } from './access.ts'
import { changeBundle } from './draft.ts'
import { getResolved, type Resolved } from './resolve.ts'
import { chosenMembers, isOfApplicant } from './rules.ts'
import * as store from './store.ts'

/** Hands in all members at once, or the corrections of those that asked for one. */
export async function submitBundle(parts: ServicesParts, principal: Principal, id: string): Promise<void> {
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
  const draft = await openDraft(parts, tx, {
    ...{ item: member.version, party, userId: row.user_id, parentId: row.id, ...(at ? { at } : {}) },
  })
  return draft.id
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
async function fillMember(
  parts: ServicesParts,
  tx: Transaction,
  bundle: store.BundleRow,
  id: string,
  actor: Actor,
  held: store.BundleRow['held'] = {},
): Promise<void> {
  await actIn(parts, tx, id, actor, async ({ row, content }) => {
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
export async function goOn(parts: ServicesParts, tx: Transaction, applicationId: string): Promise<void> {
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
