import * as contract from '@civitas/contract'
import type { Scope } from '../../kernel/access.ts'
import { newId } from '../../kernel/ids.ts'
import type { Kernel } from '../../kernel/kernel.ts'
import { conflict, invalid, notFound } from '../../kernel/problem.ts'
import { isInSight } from './in-sight.ts'
import type { EntitiesNeeds, LatestDescriber } from './index.ts'
import { readLatest } from './latest-values.ts'
import { changeEntity, createEntity, type EntityForm, getEntity } from './register-entity.ts'
import * as store from './store.ts'

interface Parts extends EntitiesNeeds {
  form: EntityForm
  describeLatest: LatestDescriber
}

export function bindRoutes(kernel: Kernel, parts: Parts): void {
  const { http, db, clock } = kernel
  http.bind(contract.listEntityTypes, (_input, { principal }) => listTypes(kernel, parts, principal.scope))
  http.bind(contract.listEntities, ({ query }, { principal }) =>
    store.listEntities(
      db,
      { ...query, bbox: toNumbers(query.bbox, 'bbox'), near: toNumbers(query.near, 'near') },
      principal.scope,
    ),
  )
  http.bind(contract.createEntity, ({ body }, { principal }) =>
    db.transaction((tx) =>
      createEntity(tx, { ...parts, messages: kernel.messages }, body, principal, clock.now()),
    ),
  )
  http.bind(contract.changeEntity, ({ params, body }, { principal }) =>
    db.transaction((tx) =>
      changeEntity(tx, { ...parts, messages: kernel.messages }, params.id, body, principal, clock.now()),
    ),
  )
  http.bind(contract.getEntity, async ({ params }, { principal }) => ({
    entity: await getEntity(db, params.id, principal.scope),
    latest: (await readLatest(db, [params.id])).map((row) => ({
      datastreamId: row.datastream_id,
      property: row.property,
      ...parts.describeLatest(row.datastream_id),
      value: row.value,
      time: row.time?.toISOString() ?? null,
      quality: row.quality,
    })),
  }))
  http.bind(contract.listEntityVersions, async ({ params, query }, { principal }) => {
    await getEntity(db, params.id, principal.scope)
    const { items, total } = await store.listVersions(db, params.id, query.limit ?? 50, query.offset ?? 0)
    const named = items.map(async (item) => ({
      ...item,
      time: item.time.toISOString(),
      userName: item.userId ? await parts.identity.findUserName(item.userId) : null,
    }))
    return { items: await Promise.all(named), total }
  })
  bindRelationships(kernel, parts)
}

function bindRelationships({ http, db, clock }: Kernel, parts: Parts): void {
  http.bind(contract.listRelationships, async ({ params }, { principal }) => {
    await getEntity(db, params.id, principal.scope)
    return store.listRelationships(db, params.id, principal.scope)
  })
  http.bind(contract.relateEntities, async ({ params, body }, { principal }) => {
    const from = await store.findEntity(db, params.id)
    if (!from || !isInSight(from, principal.scope)) throw notFound('实体', params.id)
    const to = await store.findEntity(db, body.toId)
    if (!to || !isInSight(to, principal.scope)) throw invalid('/body/toId', '没有这个实体')
    const relation = parts.form.type(from.type).relations?.find((one) => one.id === body.name)
    if (!relation || relation.to !== to.type)
      throw invalid('/body/name', `${from.type} 与 ${to.type} 之间没有关系“${body.name}”`)
    const id = newId()
    if (
      !(await store.insertRelationship(
        db,
        { id, name: body.name, fromId: from.id, toId: to.id },
        clock.now(),
      ))
    ) {
      throw conflict('already-related', '关系已存在。')
    }
    const all = await store.listRelationships(db, from.id, principal.scope)
    return all.find((one) => one.id === id) as contract.Relationship
  })
}

async function listTypes(
  kernel: Kernel,
  { domains }: Parts,
  scope: Scope,
): Promise<contract.EntityTypeInfo[]> {
  const counts = await store.countByType(kernel.db, scope)
  return domains.list('entityTypes').map((type) => ({
    id: type.id,
    domain: type.id.split('.')[0] as string,
    title: type.title,
    geometry: type.geometry,
    schema: JSON.parse(JSON.stringify(type.schema)),
    icon: type.icon,
    color: type.color,
    listColumns: [...type.listColumns],
    relations: (type.relations ?? []).map(({ id, title, to }) => ({ id, title, to })),
    count: counts.get(type.id) ?? 0,
  }))
}

function toNumbers(text: string | undefined, name: string): number[] | undefined {
  if (!text) return undefined
  const numbers = text.split(',').map(Number)
  if (numbers.some((n) => !Number.isFinite(n))) throw invalid(`/query/${name}`, '应为以逗号分隔的数字')
  return numbers
}
