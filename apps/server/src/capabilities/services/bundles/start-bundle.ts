import type { Principal } from '../../../kernel/access.ts'
import { newId } from '../../../kernel/ids.ts'
import { invalid, notFound } from '../../../kernel/problem.ts'
import { requireActing } from '../acting.ts'
import { findLicences, heldLicences, knownValue, requirePower } from '../applications/start.ts'
import { prefillForm } from '../forms/rules.ts'
import { findProject, type ProjectRecord } from '../projects/store.ts'
import type { ServicesParts } from '../services-parts.ts'
import { getResolved } from './resolve.ts'
import { mergeFields, mergeMaterials } from './rules.ts'
import { insertBundle } from './store.ts'

/** What a bundle begins with beside what its applicant says. */
export interface BundleOrigin {
  projectId: string
  /** Facts that choose members; nobody answers them. */
  facts: Record<string, unknown>
  /** Values of the form, by path of `prefill`. */
  known: Readonly<Record<string, string>>
}

/** Begins a bundle anybody may begin; it may belong to a project of the applicant. */
export async function startOffered(
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

/** Opens the draft of a bundle, filled from what is known of its applicant; the identifier of the draft. */
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
  await insertBundle(parts.kernel.db, {
    ...{ id, bundle_id: bundleId, title: resolved.declared.title, subject_id: subject.id },
    ...{ subject_name: subject.name, by_id: by.id, by_name: by.name, authority: acting.authority },
    ...{ authority_id: acting.authorityId, user_id: principal.userId, ...filled },
    ...{ held: heldLicences(licences.byMaterial), created_time: parts.kernel.clock.now() },
    ...{ answers: origin?.facts ?? {}, project_id: origin?.projectId ?? null },
  })
  return id
}
