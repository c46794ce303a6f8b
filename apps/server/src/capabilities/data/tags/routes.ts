import * as contract from '@civitas/contract'
import { type OperationInput, type Tag, versionPublished } from '@civitas/contract'
import { hasPermission, type Principal } from '../../../kernel/access.ts'
import { conflict, forbidden, invalid, notFound } from '../../../kernel/problem.ts'
import { getDatasetRow } from '../catalogue/register-dataset.ts'
import { ownsData, requireOwn } from '../catalogue/rules.ts'
import { findDataset } from '../catalogue/store.ts'
import type { DataParts } from '../data-parts.ts'
import { giveTask } from '../govern-tasks/give-task.ts'
import { newBindings } from '../tables/duck.ts'
import { shownValue } from '../tables/masking.ts'
import { toCondition } from '../tables/read-rows.ts'
import { computeTag, wordsOf } from './compute-tag.ts'
import * as store from './store.ts'

/** A group smaller than this is told of by “少于10” only. */
const minimum = 10
const idleMs = 180 * 86_400_000

/** Binds tags and profiles. */
export function bindTags(parts: DataParts): void {
  const { http, db, messages } = parts.kernel
  messages.subscribe('data.compute-tags', versionPublished, async (_tx, { body }) => {
    for (const tag of await store.tagsOfDataset(db, body.datasetId)) await computeTag(parts, tag)
  })
  http.bind(contract.listTags, async () => (await store.listTags(db)).map((row) => toTag(parts, row)))
  http.bind(contract.applyForTag, ({ body }, { principal }) => applyForTag(parts, principal, body))
  http.bind(contract.decideTag, async ({ params, body }) => {
    const tag = await requireTag(parts, params.id)
    if (
      tag.state === 'applied'
        ? body.state === 'retired'
        : tag.state !== 'published' || body.state !== 'retired'
    )
      throw conflict('wrong-state', '标签不能直接改为该状态。')
    await store.setTagState(db, params.id, body.state)
    if (body.state === 'published') await computeTag(parts, await requireTag(parts, params.id))
    return toTag(parts, await requireTag(parts, params.id))
  })
  http.bind(contract.computeTag, async ({ params }, { principal }) => {
    const tag = await requireTag(parts, params.id)
    requireOwn(principal, tag.organisation_id)
    if (tag.state !== 'published') throw conflict('not-published', '标签尚未批准。')
    await computeTag(parts, tag)
    return toTag(parts, await requireTag(parts, params.id))
  })
  http.bind(contract.selectGroup, ({ body }, { principal }) => selectGroup(parts, principal, body))
  http.bind(contract.getSubjectTags, ({ body }, { principal }) => showProfile(parts, principal, body))
  http.bind(contract.contestTag, ({ params, body }, { principal }) =>
    contestTag(parts, principal, params.id, body),
  )
}

async function requireTag(parts: DataParts, id: string): Promise<store.TagRow> {
  const tag = await store.findTag(parts.kernel.db, id)
  if (!tag) throw notFound('标签', id)
  return tag
}

function toTag({ identity, kernel }: DataParts, row: store.TagRow): Tag {
  const since = (row.used_time ?? row.created_time).getTime()
  return {
    ...{
      id: row.id,
      name: row.name,
      definition: row.definition,
      basis: row.basis,
      datasetId: row.dataset_id,
    },
    ...{
      keyField: row.key_field,
      conditions: row.conditions,
      isSensitive: row.is_sensitive,
      state: row.state,
    },
    organisationId: row.organisation_id,
    organisationName: identity.findOrganisation(row.organisation_id)?.name ?? '',
    ...{ revision: row.revision, holders: row.holders, uses: row.uses },
    isIdle: row.state === 'published' && kernel.clock.now().getTime() - since > idleMs,
    computedTime: row.computed_time?.toISOString() ?? null,
  }
}

async function applyForTag(
  parts: DataParts,
  principal: Principal,
  body: OperationInput<typeof contract.applyForTag>['body'],
): Promise<Tag> {
  const dataset = await getDatasetRow(parts, principal, body.datasetId)
  requireOwn(principal, dataset.organisation_id)
  const fields = new Map(dataset.fields.map((field) => [field.name, field]))
  if (!fields.has(body.keyField)) throw invalid('/body/keyField', `没有信息项“${body.keyField}”`)
  for (const [i, one] of body.conditions.entries()) {
    const field = fields.get(one.field)
    if (!field) throw invalid(`/body/conditions/${i}/field`, `没有信息项“${one.field}”`)
    toCondition(newBindings(), one, field, i)
  }
  const given = { organisationId: dataset.organisation_id, now: parts.kernel.clock.now() }
  const tag = await store.insertTag(parts.kernel.db, body, given)
  if (!tag) throw conflict('name-taken', '已有同名的标签。')
  return toTag(parts, tag)
}

async function selectGroup(
  parts: DataParts,
  principal: Principal,
  body: OperationInput<typeof contract.selectGroup>['body'],
) {
  const { db, clock } = parts.kernel
  const used = [...body.has, ...(body.hasNot ?? [])]
  const tags = []
  for (const id of used) tags.push(await requireTag(parts, id))
  for (const tag of tags) requireReadable(principal, tag)
  const count = await store.countGroup(db, body.has, body.hasNot ?? [])
  const { userId, name: userName } = principal
  await store.noteUse(db, { userId, userName, purpose: body.purpose, tags: used, found: count }, clock.now())
  if (count < minimum) return { count: null, shown: `少于${minimum}`, minimum, items: [] }
  const first = tags[0] as store.TagRow
  const mayList = body.list && ownsData(principal, first.organisation_id)
  const dataset = mayList ? await findDataset(db, first.dataset_id) : undefined
  const kind = dataset?.fields.find((field) => field.name === first.key_field)?.sensitive
  const plain = hasPermission(principal, 'data.unmask')
  const items = mayList ? await store.listGroup(db, body.has, body.hasNot ?? [], body) : []
  return {
    count,
    shown: String(count),
    minimum,
    items: items.map((one) => (plain ? one : shownValue(one, kind))),
  }
}

function requireReadable(principal: Principal, tag: store.TagRow): void {
  if (tag.state !== 'published') throw conflict('not-published', `标签“${tag.name}”尚未批准或已停用。`)
  if (tag.is_sensitive && !ownsData(principal, tag.organisation_id))
    throw forbidden(`敏感标签“${tag.name}”只供责任单位和数据主管部门使用。`, 'sensitive-tag')
}

async function titlesOf(parts: DataParts, tag: store.TagRow, names: string[]) {
  const dataset = await findDataset(parts.kernel.db, tag.dataset_id)
  const title = (name: string) => dataset?.fields.find((one) => one.name === name)?.title ?? name
  return Object.fromEntries(names.map((name) => [name, title(name)]))
}

async function showProfile(
  parts: DataParts,
  principal: Principal,
  body: OperationInput<typeof contract.getSubjectTags>['body'],
) {
  const { db, clock } = parts.kernel
  const tags = new Map((await store.listTags(db)).map((tag) => [tag.id, tag]))
  const periods: contract.TagPeriod[] = []
  const rows = await store.periodsOf(db, body.subject)
  for (const row of rows) {
    const tag = tags.get(row.tag_id)
    if (!tag || !ownsData(principal, tag.organisation_id)) continue
    periods.push({
      ...{ tagId: tag.id, tagName: tag.name, inputs: row.inputs, contested: row.contested },
      ...{ start: row.start_time.toISOString(), end: row.end_time?.toISOString() ?? null },
      ...{ rule: await wordsOf(parts, tag), ruleRevision: row.rule_revision },
      inputTitles: await titlesOf(parts, tag, Object.keys(row.inputs)),
    })
  }
  const { userId, name: userName } = principal
  const used = [...new Set(periods.map((one) => one.tagId))]
  await store.noteUse(
    db,
    { userId, userName, purpose: body.purpose, tags: used, found: periods.length },
    clock.now(),
  )
  return { subject: body.subject, periods }
}

async function contestTag(
  parts: DataParts,
  principal: Principal,
  id: string,
  { subject, reason }: { subject: string; reason: string },
) {
  const tag = await requireTag(parts, id)
  await parts.kernel.db.transaction(async (tx) => {
    if (!(await store.contest(tx, id, subject, reason)))
      throw invalid('/body/subject', '该对象现在没有这个标签')
    await giveTask(parts, tx, {
      key: `tag:${id}:${subject}`,
      ...{
        kind: 'tag-contest',
        subjectId: id,
        datasetId: tag.dataset_id,
        organisationId: tag.organisation_id,
      },
      title: `标签异议：${tag.name}`,
      text: `${principal.organisationName ?? principal.name}对一个对象的标签“${tag.name}”提出异议：${reason}`,
      link: '/console/data-tags',
    })
  })
  return { done: true as const }
}
