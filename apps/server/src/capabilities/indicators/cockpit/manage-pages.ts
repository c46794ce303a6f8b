import type * as contract from '@civitas/contract'
import type {
  AudienceGrade,
  BindingFault,
  CockpitContent,
  CockpitPageDetail,
  OperationInput,
} from '@civitas/contract'
import { hasPermission, type Principal } from '../../../kernel/access.ts'
import { conflict, forbidden, notFound, Problem } from '../../../kernel/problem.ts'
import { readIndices } from '../indices/store.ts'
import type { ReadParts } from '../read-indicators.ts'
import { findBindingFaults, gradeOf, rankGrade, sightOf } from './rules.ts'
import * as store from './store.ts'

export async function getRow(parts: ReadParts, id: string): Promise<store.PageRow> {
  const row = await store.findPage(parts.kernel.db, id)
  if (!row) throw notFound('驾驶舱页面', id)
  return row
}

/** Pages a caller may open, and the applications that have none (未配置). */
export async function listPages(
  parts: ReadParts,
  query: { search?: string; state?: string; limit?: number; offset?: number },
  principal: Principal,
) {
  const mine = rankGrade(gradeOf(principal))
  const grades = (['public', 'internal', 'leader'] as const).filter((one) => rankGrade(one) <= mine)
  const publishedOnly =
    !hasPermission(principal, 'indicators.compose') && !hasPermission(principal, 'indicators.publish')
  const pages = await store.listPageRows(parts.kernel.db, { ...query, publishedOnly, grades })
  const configured = await store.readConfigured(parts.kernel.db)
  const unconfigured = parts.domains.domains
    .filter((one) => !configured.has(one.id))
    .map((one) => ({ id: one.id, title: one.title.zh }))
  return { ...pages, unconfigured }
}

interface OpenQuery {
  draft?: boolean
  version?: number
  as?: AudienceGrade
}

/** The content a caller asks for: published, a former version, or the draft for those who build or publish. */
export async function openContent(
  parts: ReadParts,
  row: store.PageRow,
  { draft, version }: OpenQuery,
  principal: Principal,
): Promise<{ content: CockpitContent; version: number; grade: AudienceGrade }> {
  if (draft) {
    if (!hasPermission(principal, 'indicators.compose') && !hasPermission(principal, 'indicators.publish'))
      throw forbidden('只有搭建和审核人员可以看草稿。')
    return { content: row.draft, version: -row.draft_version, grade: row.grade }
  }
  const wanted = version ?? row.published_version
  const found = wanted === null ? undefined : await store.findVersion(parts.kernel.db, row.id, wanted)
  if (!found) throw notFound('已发布的页面', row.id)
  return { content: found.content, version: found.version, grade: found.grade }
}

export function requireGrade(grade: AudienceGrade, viewer: AudienceGrade): void {
  if (rankGrade(grade) > rankGrade(viewer)) throw forbidden('观众级别不足，不能打开该页面。', 'grade-too-low')
}

/** The grade a caller looks with: his own, or a lower one to preview. */
export function viewerGrade(principal: Principal, as?: AudienceGrade): AudienceGrade {
  const own = gradeOf(principal)
  return as && rankGrade(as) < rankGrade(own) ? as : own
}

export async function openPage(
  parts: ReadParts,
  id: string,
  query: OpenQuery,
  principal: Principal,
): Promise<CockpitPageDetail> {
  const row = await getRow(parts, id)
  const { content, grade } = await openContent(parts, row, query, principal)
  const viewer = viewerGrade(principal, query.as)
  requireGrade(grade, viewer)
  const components = content.components.filter(
    (one) => sightOf(one, viewer, principal.permissions) !== 'none',
  )
  return { page: store.toPage(row), content: { ...content, components } }
}

export async function faultsOf(parts: ReadParts, content: CockpitContent): Promise<BindingFault[]> {
  const indices = new Set((await readIndices(parts.kernel.db)).map((one) => one.id))
  const asked = content.components.flatMap(({ binding }) =>
    binding?.source === 'analysis' ? (binding.ids ?? []) : [],
  )
  const analyses = (await parts.analyses.current?.known(asked)) ?? new Set<string>()
  return findBindingFaults(content, { registry: parts.registry, domains: parts.domains, indices, analyses })
}

type PageBody = OperationInput<typeof contract.savePage>['body']

export async function savePage(parts: ReadParts, id: string, body: PageBody, principal: Principal) {
  const { db, clock } = parts.kernel
  const former = await store.findPage(db, id)
  if (former && body.draftVersion !== undefined && body.draftVersion !== former.draft_version)
    throw conflict('newer-draft', `草稿已被${former.author_name}改过，请重新打开后再改。`)
  await store.writeDraft(db, {
    ...{
      id,
      title: body.title,
      grade: body.grade,
      application: body.application ?? null,
      content: body.content,
    },
    ...{ authorId: principal.userId, authorName: principal.name, now: clock.now() },
  })
  return { page: store.toPage(await getRow(parts, id)), faults: await faultsOf(parts, body.content) }
}

export async function submitPage(parts: ReadParts, id: string) {
  const row = await getRow(parts, id)
  const faults = await faultsOf(parts, row.draft)
  if (faults.length > 0)
    throw new Problem(
      'invalid',
      'binding-faults',
      `有 ${faults.length} 处绑定错误，改好后再提交。`,
      faults.map((one) => ({ path: `/components/${one.component}/${one.path}`, message: one.message })),
    )
  await store.setPageState(parts.kernel.db, id, 'in-review', parts.kernel.clock.now())
  return store.toPage(await getRow(parts, id))
}

/** Another person than the author publishes the draft, or returns it. */
export async function reviewPage(
  parts: ReadParts,
  id: string,
  body: { approve: boolean; comment?: string },
  principal: Principal,
) {
  const row = await getRow(parts, id)
  if (row.state !== 'in-review') throw conflict('not-in-review', '该页面没有在审核中。')
  if (row.author_id === principal.userId) throw forbidden('搭建人不能审核自己的页面。', 'own-page')
  const { db, clock } = parts.kernel
  const by = { reviewer: principal.name, comment: body.comment ?? null, now: clock.now() }
  if (body.approve) await db.transaction((tx) => store.insertVersion(tx, row, row.draft, by))
  else await store.setPageState(db, id, 'draft', by.now)
  return store.toPage(await getRow(parts, id))
}

export async function rollBackPage(parts: ReadParts, id: string, version: number, principal: Principal) {
  const row = await getRow(parts, id)
  const { db, clock } = parts.kernel
  const former = await store.findVersion(db, id, version)
  if (!former) throw notFound('页面版本', String(version))
  const by = { reviewer: principal.name, comment: `回退到第 ${version} 版`, now: clock.now() }
  await db.transaction((tx) => store.insertVersion(tx, { ...row, grade: former.grade }, former.content, by))
  return store.toPage(await getRow(parts, id))
}

export async function deletePage(parts: ReadParts, id: string) {
  if (!(await store.deletePageRow(parts.kernel.db, id))) throw notFound('驾驶舱页面', id)
  return { done: true as const }
}

export async function exportPage(parts: ReadParts, id: string) {
  const row = await getRow(parts, id)
  return { format: 'civitas-cockpit-1' as const, title: row.title, grade: row.grade, content: row.draft }
}
