import type * as contract from '@civitas/contract'
import type { Kiosk, OperationInput } from '@civitas/contract'
import { hashSecret, newSecret } from '../../../kernel/crypto.ts'
import type { Transaction } from '../../../kernel/db/database.ts'
import { newId } from '../../../kernel/ids.ts'
import { conflict, invalid, notFound, unauthenticated } from '../../../kernel/problem.ts'
import type { ServicesParts } from '../services-parts.ts'
import { beatMs, missedBeats, silent, stateOf } from './rules.ts'
import * as store from './store.ts'

/** The instant before which a heartbeat is too old. */
export function aliveSince({ kernel }: ServicesParts): Date {
  return new Date(kernel.clock.now().getTime() - beatMs * missedBeats)
}

export function toKiosk({ identity, kernel }: ServicesParts, row: store.KioskRow): Kiosk {
  const fault =
    row.fault_id && row.fault_time
      ? { id: row.fault_id, text: row.fault_text ?? '', openedTime: row.fault_time.toISOString() }
      : null
  return {
    ...{ id: row.id, code: row.code, name: row.name, place: row.place, hours: row.hours },
    position: row.lon === null || row.lat === null ? null : [row.lon, row.lat],
    organisationId: row.organisation_id,
    organisationName: identity.findOrganisation(row.organisation_id)?.name ?? '',
    state: stateOf(row, kernel.clock.now()),
    heartbeatTime: row.heartbeat_time?.toISOString() ?? null,
    ...{ paper: row.paper, toner: row.toner, packageVersion: row.package_version, fault },
  }
}

export async function getKiosk(parts: ServicesParts, id: string): Promise<Kiosk> {
  const row = await store.findKiosk(parts.kernel.db, { id })
  if (!row) throw notFound('自助终端', id)
  return toKiosk(parts, row)
}

export async function registerKiosk(
  parts: ServicesParts,
  body: OperationInput<typeof contract.registerKiosk>['body'],
): Promise<{ kiosk: Kiosk; key: string }> {
  const { db, clock } = parts.kernel
  if (!parts.identity.findOrganisation(body.organisationId))
    throw invalid('/body/organisationId', '没有这个单位')
  const key = newSecret()
  const [lon = null, lat = null] = body.position ?? []
  const one = { ...body, id: newId(), lon, lat, keyHash: hashSecret(key) }
  if (!(await store.insertKiosk(db, one, clock.now())))
    throw conflict('code-taken', `终端编号 ${body.code} 已登记。`)
  return { kiosk: await getKiosk(parts, one.id), key }
}

/** A heartbeat; a fault it tells of becomes a repair ticket, and the ticket of its silence is closed by it. */
export async function beatKiosk(
  parts: ServicesParts,
  body: OperationInput<typeof contract.beatKiosk>['body'],
): Promise<void> {
  const { db, clock } = parts.kernel
  await db.transaction(async (tx) => {
    const row = await store.findKiosk(tx, { code: body.code })
    if (!row || row.retired || row.key_hash !== hashSecret(body.key))
      throw unauthenticated('终端编号或密钥不正确。', 'wrong-key')
    const now = clock.now()
    const { paper = null, toner = null, packageVersion = null } = body
    await store.beat(tx, row.id, { paper, toner, packageVersion }, now)
    if (row.fault_id && row.fault_text === silent) await store.closeFault(tx, row.fault_id, '已恢复心跳', now)
    if (body.fault) await openFault(parts, tx, row, body.fault)
  })
}

async function openFault(
  parts: ServicesParts,
  tx: Transaction,
  row: store.KioskRow,
  text: string,
): Promise<void> {
  const id = newId()
  if (!(await store.openFault(tx, { id, kioskId: row.id, text }, parts.kernel.clock.now()))) return
  parts.messaging.tell(tx, {
    key: `kiosk-fault/${id}`,
    title: `自助终端 ${row.code} 需要维修：${text}`,
    text: `${row.name}，${row.place}`,
    ...{ urgency: 'normal', to: [{ organisationId: row.organisation_id }], link: '/console/kiosks' },
  })
}

/** Opens the ticket of one machine that fell silent; answers whether there was one. */
export async function noticeSilent(parts: ServicesParts, tx: Transaction): Promise<boolean> {
  const row = await store.takeSilent(tx, aliveSince(parts))
  if (!row) return false
  await openFault(parts, tx, row, silent)
  return true
}

export async function closeFault(parts: ServicesParts, id: string, remedy: string): Promise<Kiosk> {
  const kioskId = await store.closeFault(parts.kernel.db, id, remedy, parts.kernel.clock.now())
  if (!kioskId) throw notFound('维修单', id)
  return getKiosk(parts, kioskId)
}
