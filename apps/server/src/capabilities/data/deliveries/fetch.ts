import { createReadStream } from 'node:fs'
import { Readable } from 'node:stream'
import type { acknowledgeDelivery, OperationInput } from '@civitas/contract'
import { isSm2Signature } from '../../../kernel/crypto.ts'
import { sql } from '../../../kernel/db/sql.ts'
import type { RequestContext } from '../../../kernel/http/request.ts'
import { conflict, forbidden, invalid, notFound } from '../../../kernel/problem.ts'
import { admitApp } from '../gateway/admit.ts'
import type { GatewayParts } from '../gateway/gateway-parts.ts'
import { deliveryFile } from './prepare.ts'
import { type DeliveryRow, findDelivery } from './store.ts'

/** A delivery to a node of the calling application’s organisation, whose grant still holds. */
export async function getOwnDelivery(
  parts: GatewayParts,
  id: string,
  context: RequestContext,
): Promise<DeliveryRow & { caller: string }> {
  const key = await admitApp(parts, context.raw)
  const delivery = await findDelivery(parts.kernel.db, id)
  if (!delivery || delivery.organisation_id !== key.organisation_id) throw notFound('数据交付', id)
  const grant = await parts.kernel.db.first<{ ok: boolean }>(sql`SELECT withdrawn_time IS NULL AS ok
    FROM data.grant_of_use WHERE id = ${delivery.grant_id}`)
  if (!grant?.ok) throw forbidden('授权已收回。', 'not-granted')
  await parts.kernel.db.query(sql`UPDATE data.node SET last_seen_time = ${parts.kernel.clock.now()}
    WHERE id = ${delivery.node_id}`)
  return { ...delivery, caller: key.app_name }
}

/** Sends the lines from a row on; from where the consumer goes on is kept, for whoever watches. */
export async function sendRows(
  parts: GatewayParts,
  id: string,
  from: number,
  context: RequestContext,
): Promise<Readable> {
  const delivery = await getOwnDelivery(parts, id, context)
  if (delivery.state === 'superseded') throw conflict('superseded', '已有更新的交付，请取最新一次。')
  if (from > delivery.rows) throw invalid('/query/from', `只有 ${delivery.rows} 行`)
  await parts.uses.record({
    ...{
      way: 'file',
      datasetId: delivery.dataset_id,
      providerId: delivery.provider_id,
      grantId: delivery.grant_id,
    },
    ...{ organisationId: delivery.organisation_id, caller: delivery.caller, purpose: delivery.purpose },
    fields: Object.keys(JSON.parse(delivery.manifest).fields),
    ...{ rows: delivery.rows - from, digest: delivery.sm3, traceId: context.traceId, status: 200, millis: 0 },
  })
  await parts.kernel.db.query(sql`UPDATE data.delivery SET attempts = attempts + 1,
    sent_rows = greatest(sent_rows, ${from}) WHERE id = ${id}`)
  context.reply.header('x-civitas-rows', String(delivery.rows))
  return Readable.from(linesFrom(deliveryFile(parts, delivery.file), from))
}

/** The lines of a file after so many, in pieces. */
async function* linesFrom(path: string, from: number): AsyncGenerator<Buffer> {
  let skip = from
  for await (const chunk of createReadStream(path, { highWaterMark: 256 * 1024 })) {
    let piece = chunk as Buffer
    while (skip > 0) {
      const end = piece.indexOf(10)
      if (end < 0) break
      piece = piece.subarray(end + 1)
      skip--
    }
    if (skip === 0 && piece.length > 0) yield piece
  }
}

/** What a node signs when it has received a delivery. */
export function acknowledgement(id: string, { rows, sm3 }: { rows: number; sm3: string }): string {
  return `civitas-ack/1\n${id}\n${rows}\n${sm3}\n`
}

/** Compares what the consumer holds with what was sent; both agree, or both are told that they do not. */
export async function acknowledge(
  parts: GatewayParts,
  id: string,
  given: OperationInput<typeof acknowledgeDelivery>['body'],
  context: RequestContext,
): Promise<{ state: 'confirmed' | 'mismatch'; why: string | null }> {
  const mine = await getOwnDelivery(parts, id, context)
  if (!isSm2Signature(Buffer.from(acknowledgement(id, given)), given.signature, mine.node_key))
    throw invalid('/body/signature', '不是该节点的签名', 'wrong-signature')
  const why =
    given.rows !== mine.rows
      ? `行数不符：发送 ${mine.rows}，收到 ${given.rows}`
      : given.sm3 !== mine.sm3
        ? '内容摘要不符'
        : null
  const state = why ? ('mismatch' as const) : ('confirmed' as const)
  await parts.kernel.db.transaction(async (tx) => {
    const row = await findDelivery(tx, id, true)
    if (row?.state === 'confirmed') return
    await tx.query(sql`UPDATE data.delivery SET state = ${state}, acknowledged_time = ${parts.kernel.clock.now()},
      acknowledged = ${JSON.stringify(given)}, sent_rows = greatest(sent_rows, ${given.rows}) WHERE id = ${id}`)
    await parts.ledger.append(tx, {
      ...{ kind: 'data.delivery', subjectId: id },
      payload: { manifest: mine.manifest, signature: mine.signature, acknowledgement: given, state },
    })
    if (!why) return
    parts.messaging.tell(tx, {
      ...{ key: `data.delivery:${id}:${given.sm3}`, title: `交付对账不符：${mine.dataset_name}`, text: why },
      ...{
        urgency: 'urgent',
        to: [{ organisationId: mine.provider_id }, { organisationId: mine.organisation_id }],
      },
      link: '/console/data-exchange',
    })
  })
  return { state, why }
}
