import { createHash, randomBytes } from 'node:crypto'
import type { giveConsent, OperationInput, OperationOutput, orderProduct } from '@civitas/contract'
import type { Principal } from '../../../kernel/access.ts'
import { newId } from '../../../kernel/ids.ts'
import { conflict, invalid, notFound, Problem } from '../../../kernel/problem.ts'
import { requireOwn } from '../catalogue/rules.ts'
import type { DataParts } from '../data-parts.ts'
import { newBindings, quoteName, tableOf } from '../tables/duck.ts'
import { findVersionAt } from '../tables/store.ts'
import { noteOf, shownColumns } from './columns.ts'
import * as store from './store.ts'

const sm3 = (text: string) => createHash('sm3').update(text).digest('hex')

async function listed(parts: DataParts, principal: Principal, id: string): Promise<store.ProductRow> {
  const row = await store.findProduct(parts.kernel.db, id)
  if (!row) throw notFound('数据产品', id)
  requireOwn(principal, row.organisation_id)
  if (row.state !== 'listed') throw conflict('not-listed', '该产品尚未上架。')
  return row
}

/** Registers the consent of an enterprise; its token is shown once. */
export async function consent(
  parts: DataParts,
  principal: Principal,
  id: string,
  body: OperationInput<typeof giveConsent>['body'],
): Promise<OperationOutput<typeof giveConsent>> {
  const row = await listed(parts, principal, id)
  if (!row.subject) throw invalid('/body/subject', '该产品不需要企业授权')
  const token = `consent_${randomBytes(24).toString('base64url')}`
  const given = { digest: sm3(token), productId: id, subject: body.subject, buyer: body.buyer }
  await store.insertConsent(
    parts.kernel.db,
    { ...given, until: new Date(body.until) },
    parts.kernel.clock.now(),
  )
  return { token }
}

type Order = OperationInput<typeof orderProduct>['body']

/**
 * Delivers an order: of the enterprises asked for, those whose consent is good for this product and this buyer. The others are
 * left out and counted. What was delivered is kept as a digest in the ledger and told to the trading platform.
 */
export async function deliver(
  parts: DataParts,
  principal: Principal,
  id: string,
  body: Order,
): Promise<OperationOutput<typeof orderProduct>> {
  const { db, clock } = parts.kernel
  const product = await listed(parts, principal, id)
  const now = clock.now()
  const asked = [...new Set(body.subjects)]
  if (product.subject && asked.length === 0) throw invalid('/body/subjects', '请列出所需企业')
  const digests = body.tokens.map(sm3)
  const consented = product.subject
    ? new Set(await store.listConsented(db, { productId: id, buyer: body.buyer, digests }, now))
    : null
  const allowed = consented ? asked.filter((one) => consented.has(one)) : null
  const rows = await readRows(parts, product, allowed)
  const excluded = allowed ? asked.length - allowed.length : 0
  const order: Parameters<typeof store.insertOrder>[1] = {
    ...{
      id: newId(),
      productId: id,
      buyer: body.buyer,
      asked: asked.length,
      delivered: rows.length,
      excluded,
      price: product.price,
    },
    ...{
      sm3: sm3(JSON.stringify(rows)),
      settlement: (await store.readPlatform(db)) ? 'waiting' : 'local',
      time: now,
    },
  } as const
  await db.transaction(async (tx) => {
    await store.insertOrder(tx, order)
    await store.countDelivery(tx, product.dataset_id, now)
    const told = { kind: 'delivery', orderId: order.id, productId: id, buyer: body.buyer, rows: rows.length }
    await store.putOutbox(
      tx,
      `delivery/${order.id}`,
      { ...told, excluded, price: product.price, sm3: order.sm3 },
      now,
    )
    await parts.ledger.append(tx, {
      ...{ kind: 'data.product-delivered', subjectId: order.id },
      payload: {
        productId: id,
        buyer: body.buyer,
        sm3: order.sm3,
        delivered: rows.length,
        excluded,
        tokens: digests,
      },
    })
  })
  return { ...order, productName: product.name, note: noteOf(order), time: now.toISOString(), rows }
}

async function readRows(
  parts: DataParts,
  product: store.ProductRow,
  subjects: readonly string[] | null,
): Promise<Record<string, unknown>[]> {
  const version = await findVersionAt(parts.kernel.db, product.dataset_id, null)
  if (!version) throw new Problem('not-found', 'no-version', '该数据暂无内容。')
  if (subjects?.length === 0) return []
  const bindings = newBindings()
  const places = subjects?.map((one) => bindings.bind(one))
  const where =
    places && product.subject
      ? `CAST(${quoteName(product.subject)} AS VARCHAR) IN (${places.join(', ')})`
      : 'TRUE'
  return parts.kernel.lake.query(
    `SELECT ${shownColumns(version.fields, product.columns, parts.tokenKey)} FROM ${tableOf(parts.kernel, version)} WHERE ${where}
     ORDER BY _row LIMIT 100000`,
    bindings.values,
  )
}

/** Rows that show the form of a product without telling of anybody: of each type one value. */
export async function sampleOf(
  parts: DataParts,
  product: store.ProductRow,
): Promise<Record<string, unknown>[]> {
  const version = await findVersionAt(parts.kernel.db, product.dataset_id, null)
  const fields = version?.fields.filter((field) => product.columns.includes(field.name)) ?? []
  const values = {
    text: '样例',
    integer: 0,
    number: 0,
    boolean: false,
    date: '2025-01-01',
    time: '2025-01-01T00:00:00Z',
  }
  return [
    Object.fromEntries(fields.map(({ name, type }) => [name, type === 'geometry' ? null : values[type]])),
  ]
}
