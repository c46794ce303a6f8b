import type { BundleCase, ServiceBundle } from '@civitas/contract'
import type { ServiceBundle as DeclaredBundle } from '@civitas/domain-kit'
import { notFound } from '../../../kernel/problem.ts'
import { materialStates } from '../applications/rules.ts'
import { knownOf, toListRow } from '../applications/show.ts'
import { listMembers } from '../applications/store.ts'
import { guide, visibleFields } from '../forms/rules.ts'
import { findInForceByCodes, readMaterials, type VersionRow } from '../items/store.ts'
import { dayOf } from '../numbers.ts'
import { toVisit } from '../projects/visits.ts'
import { listVisitsOf } from '../projects/visits-store.ts'
import type { ServicesParts } from '../services-parts.ts'
import {
  chosenMembers,
  limitOf,
  type Member,
  mergeFields,
  mergeMaterials,
  mergeQuestions,
  producedTypes,
} from './rules.ts'
import type { BundleRow } from './store.ts'

/** A bundle with the versions of its members in force; null when one of them is no longer offered. */
export interface Resolved {
  declared: DeclaredBundle
  members: (Member & { version: VersionRow })[]
}

export async function resolveBundle(parts: ServicesParts, id: string): Promise<Resolved | null> {
  const declared = parts.domains.find('serviceBundles', id)
  if (!declared) throw notFound('一件事', id)
  const day = dayOf(parts.kernel.clock.now())
  const versions = await findInForceByCodes(
    parts.kernel.db,
    declared.members.map((one) => one.item),
    day,
  )
  const members = declared.members.flatMap((one) => {
    const version = versions.get(one.item)
    if (!version) return []
    const same = { code: one.item, itemId: version.id, content: version.content, version }
    return [{ ...same, after: one.after ?? [], when: one.when ?? null }]
  })
  return members.length === declared.members.length ? { declared, members } : null
}

export async function getResolved(parts: ServicesParts, id: string): Promise<Resolved> {
  const resolved = await resolveBundle(parts, id)
  if (!resolved) throw notFound('一件事（有成员事项已取消）', id)
  return resolved
}

/** A bundle as its guide shows it. */
export async function toBundle(
  parts: ServicesParts,
  { declared, members }: Resolved,
): Promise<ServiceBundle> {
  const { id, title, scope, flow, applicants, scenes, before } = declared
  const idByCode = new Map(members.map((one) => [one.code, one.itemId]))
  const materials = mergeMaterials(members)
  return {
    ...{ id, title, scope, flow, applicants: [...applicants], scenes: [...scenes] },
    ...{ questions: mergeQuestions(declared, members), fields: mergeFields(members, applicants) },
    materials: await readMaterials(
      parts.kernel.db,
      materials.map((one) => one.material),
    ),
    members: members.map((one) => ({
      ...{ itemId: one.itemId, title: one.content.title, organisation: one.content.organisation },
      ...{
        promisedDays: one.content.promisedDays,
        when: one.when,
        result: one.content.result?.title ?? null,
      },
      after: one.after.flatMap((code) => idByCode.get(code) ?? []),
    })),
    ...{ limitDays: limitOf(members), separately: { ...before } },
  }
}

const ends = new Set(['delivered', 'refused', 'withdrawn', 'not-accepted', 'late', 'revoked'])

/** Nothing of a member is waited for any more: a grant without a paper to make up ends it, fetched or not. */
function isSettled({ state, tolerance }: Awaited<ReturnType<typeof listMembers>>[number]): boolean {
  return ends.has(state) || (state === 'granted' && tolerance === null)
}

/** What people usually need next, as it is offered now. */
async function nextItems({ kernel }: ServicesParts, { next = [] }: DeclaredBundle) {
  if (next.length === 0) return []
  const items = await findInForceByCodes(kernel.db, next, dayOf(kernel.clock.now()))
  return next.flatMap((code) => {
    const item = items.get(code)
    return item ? [{ itemId: item.id, title: item.content.title }] : []
  })
}

/** Facts of a bundle: its answers and what the tables of its members make of them. */
export function factsOf(row: Pick<BundleRow, 'answers' | 'form'>, members: readonly Member[]) {
  const guided = members.map((one) => guide(one.content, row.answers).facts)
  return Object.assign({}, row.form, ...guided, row.answers) as Record<string, unknown>
}

/** A case of a bundle: one progress, one list of corrections, one package of results. */
export async function toCase(parts: ServicesParts, row: BundleRow): Promise<BundleCase> {
  const { db } = parts.kernel
  const { declared, members } = await getResolved(parts, row.bundle_id)
  const chosen = chosenMembers(members, row.answers)
  const facts = factsOf(row, chosen)
  const merged = mergeMaterials(chosen)
  const produced = producedTypes(chosen)
  const [visits, applications, subject, materials] = await Promise.all([
    listVisitsOf(db, { bundleCaseId: row.id }),
    listMembers(db, row.id),
    parts.identity.subjects.find(db, row.subject_id),
    readMaterials(
      db,
      merged.map((one) => one.material),
    ),
  ])
  // Members are begun together; they are shown in the order the theme names them.
  const places = members.map((one) => one.itemId)
  const isCorrecting = applications.some((one) => one.state === 'correcting')
  const isOver = row.waiting.length === 0 && applications.every(isSettled)
  const isDone = row.submitted_time !== null && !isCorrecting && isOver
  return {
    ...{ id: row.id, number: row.number, bundleId: row.bundle_id, title: row.title },
    projectId: row.project_id,
    state: !row.submitted_time ? 'draft' : isCorrecting ? 'correcting' : isDone ? 'done' : 'running',
    ...{ subjectName: row.subject_name, answers: row.answers, form: row.form, sources: row.sources },
    materials: materialStates(
      { materials: merged },
      { materials, facts, held: row.held, known: knownOf(subject) },
    ).map((state) => {
      const type = materials.find((one) => one.code === state.material)?.licenceType
      return state.by === 'missing' && type && produced.has(type)
        ? { ...state, by: 'data' as const, says: '免提交（由前一事项办结后自动引用）' }
        : state
    }),
    fields: visibleFields(mergeFields(chosen, declared.applicants), facts),
    corrections: applications
      .filter((one) => one.state === 'correcting')
      .flatMap((one) =>
        one.corrections.map((point) => ({ applicationId: one.id, itemTitle: one.item_title, ...point })),
      ),
    members: [...applications]
      .sort((a, b) => places.indexOf(a.item_id) - places.indexOf(b.item_id))
      .map((one) => toListRow(parts, one)),
    results: applications.flatMap((one) =>
      one.result
        ? [{ title: one.result.title, number: one.result.number, licenceId: one.result.licenceId }]
        : one.decision?.outcome === 'grant'
          ? [{ title: `${one.item_title}（准予办理）`, number: one.decision.number, licenceId: null }]
          : [],
    ),
    waiting: members
      .filter((one) => row.waiting.includes(one.code))
      .filter((one) => !applications.some((member) => member.item_id === one.itemId))
      .map((one) => one.content.title),
    visits: visits.map((one) => toVisit(parts, one)),
    next: isDone ? await nextItems(parts, declared) : [],
    submittedTime: row.submitted_time?.toISOString() ?? null,
  }
}
