import type { ItemContent, ServiceItem } from '@civitas/contract'
import type { Principal } from '../../../kernel/access.ts'
import { sm3 } from '../../../kernel/crypto.ts'
import type { Queryable, Transaction } from '../../../kernel/db/database.ts'
import { newId } from '../../../kernel/ids.ts'
import { conflict, type FieldError, forbidden, invalid, notFound, Problem } from '../../../kernel/problem.ts'
import { toGrams } from '../../../kernel/search.ts'
import { dayOf } from '../numbers.ts'
import type { ServicesParts } from '../services-parts.ts'
import { canonical, publishFaults, wordsOf } from './rules.ts'
import * as store from './store.ts'
import { organisationIdOf } from './sync-items.ts'

/** Drafts an item or its next version; a draft that is there already is written over. */
export async function draftItem(
  parts: ServicesParts,
  principal: Principal,
  { code, content }: { code: string; content: ItemContent },
): Promise<ServiceItem> {
  const { db, clock } = parts.kernel
  const now = clock.now()
  const row = await db.transaction(async (tx) => {
    const before = await store.findNewest(tx, code, { lock: true })
    if (before?.retired_time) throw conflict('item-retired', '该事项已取消，请另立编码。')
    const materials = await store.readMaterials(
      tx,
      content.materials.map((one) => one.material),
    )
    const draft = {
      ...{ id: before?.id ?? newId(), effectiveFrom: null, content, state: 'draft' as const },
      version: before?.state === 'draft' ? before.version : (before?.version ?? 0) + 1,
      organisationId: organisationIdOf(parts, content.organisation),
      grams: toGrams(...wordsOf(content, materials)),
      ...{ writer: principal.name, digest: sm3(canonical(content)) },
    }
    if (!before) await store.insertItems(tx, [{ id: draft.id, code }], now)
    if (before?.state === 'draft') await store.replaceDraft(tx, draft, now)
    else await store.insertVersions(tx, [draft], now)
    return store.findVersion(tx, draft.id, draft.version)
  })
  return store.toItem(db, row as store.VersionRow)
}

/** Publishes a draft after review; refused with every field that is missing or wrong, and by whoever wrote it. */
export async function publishItem(
  parts: ServicesParts,
  principal: Principal,
  { id, version, effectiveFrom }: { id: string; version: number; effectiveFrom?: string },
): Promise<ServiceItem> {
  const { db, clock } = parts.kernel
  const now = clock.now()
  await db.transaction(async (tx) => {
    const row = await store.findVersion(tx, id, version)
    if (!row) throw notFound('事项版本', `${id} v${version}`)
    if (row.state !== 'draft') throw conflict('wrong-state', '该版本不是草稿。')
    if (row.writer === principal.name) throw forbidden('编制人不能审核自己编制的版本。', 'own-draft')
    const day = effectiveFrom ?? dayOf(now)
    if (day < dayOf(now)) throw invalid('/body/effectiveFrom', '生效日期不能早于今天')
    await requirePublishable(parts, tx, row.content)
    await store.markPublished(tx, { id, version, effectiveFrom: day, reviewer: principal.name }, now)
    await parts.ledger.append(tx, {
      ...{ kind: 'services.item', subjectId: id },
      payload: { code: row.code, version, effectiveFrom: day, digest: row.digest },
    })
  })
  return store.toItem(db, (await store.findVersion(db, id, version)) as store.VersionRow)
}

/** What stands against publishing a version today. */
export async function faultsOf(
  parts: ServicesParts,
  db: Queryable,
  content: ItemContent,
): Promise<FieldError[]> {
  const materials = await store.readMaterials(
    db,
    content.materials.map((one) => one.material),
  )
  return publishFaults(content, {
    organisation: organisationIdOf(parts, content.organisation) !== null,
    supervisor: organisationIdOf(parts, content.supervisor) !== null,
    materials: new Set(materials.map((one) => one.code)),
    day: dayOf(parts.kernel.clock.now()),
  })
}

async function requirePublishable(
  parts: ServicesParts,
  tx: Transaction,
  content: ItemContent,
): Promise<void> {
  const faults = await faultsOf(parts, tx, content)
  if (faults.length > 0)
    throw new Problem('invalid', 'item-incomplete', faults.map((one) => one.message).join('；'), faults)
}

/** Takes an item out of the directory; it names a successor or a reason. */
export async function retireItem(
  parts: ServicesParts,
  id: string,
  given: { reason?: string; successorId?: string },
): Promise<void> {
  const { db, clock } = parts.kernel
  const now = clock.now()
  if (!given.reason?.trim() && !given.successorId)
    throw invalid('/body/reason', '取消事项须说明理由或指定承接事项', 'reason-needed')
  await db.transaction(async (tx) => {
    const [row] = await store.listVersions(tx, id)
    if (!row || row.retired_time) throw notFound('事项', id)
    if (given.successorId && !(await store.findInForce(tx, given.successorId, dayOf(now))))
      throw invalid('/body/successorId', '承接事项不存在或未生效')
    await store.markRetired(tx, row, given, now)
  })
}
