import * as contract from '@civitas/contract'
import { findIdentifierFault, identifierKinds, listStrongKeys } from '@civitas/domain-kit'
import type { Kernel } from '../../../kernel/kernel.ts'
import { notFound } from '../../../kernel/problem.ts'
import { isInSight } from '../in-sight.ts'
import { type EntityForm, getEntity } from '../register-entity.ts'
import { findEntity, toEntity } from '../store.ts'
import { findDuplicates } from './find-duplicates.ts'
import { linkSource } from './link-source.ts'
import { mergeEntities, splitEntity } from './merge-entities.ts'
import { listMerges } from './merge-store.ts'
import { findSource, listSources, toSourceRecord } from './source-store.ts'

/** 统一身份根: what other systems call an entity, and which entities are one (PLT-061). */
export function bindResolution(kernel: Kernel, form: EntityForm): void {
  const { http, db, clock } = kernel
  const writing = { form, messages: kernel.messages }
  http.bind(contract.checkIdentifier, async ({ body }) => {
    const fault = findIdentifierFault(body.kind, body.value)
    return { valid: fault === null, title: identifierKinds[body.kind], fault }
  })
  http.bind(contract.linkSource, ({ body }, { principal }) =>
    db.transaction((tx) => linkSource(tx, writing, body, principal, clock.now())),
  )
  http.bind(contract.resolveSource, async ({ query }, { principal }) => {
    const record = await findSource(db, query)
    const root = record && (await findEntity(db, record.root_id))
    if (!root || !isInSight(root, principal.scope)) throw notFound('来源记录', query.sourceId)
    return { record: toSourceRecord(record), root: toEntity(root) }
  })
  http.bind(contract.mergeEntities, ({ params, body }, { principal }) =>
    db.transaction((tx) => mergeEntities(tx, writing, params.id, body, principal, clock.now())),
  )
  http.bind(contract.splitEntity, ({ params, body }, { principal }) =>
    db.transaction((tx) => splitEntity(tx, writing, params.id, body, principal, clock.now())),
  )
  bindLists(kernel, form)
}

function bindLists({ http, db }: Kernel, form: EntityForm): void {
  http.bind(contract.listEntitySources, async ({ params, query }, { principal }) => {
    await getEntity(db, params.id, principal.scope)
    return listSources(db, params.id, query.limit ?? 50, query.offset ?? 0)
  })
  http.bind(contract.listEntityMerges, async ({ params, query }, { principal }) => {
    await getEntity(db, params.id, principal.scope)
    return listMerges(db, params.id, query.limit ?? 50, query.offset ?? 0)
  })
  http.bind(contract.listDuplicates, async ({ query }, { principal }) => {
    const keys = listStrongKeys(form.type(query.type, '/query/type').schema)
    const { type, limit = 50, offset = 0 } = query
    return findDuplicates(db, { type, keys, limit, offset }, principal.scope)
  })
}
