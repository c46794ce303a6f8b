import type { OperationInput, proposeRecognition as proposeOperation } from '@civitas/contract'
import { Type } from 'typebox'
import type { Principal } from '../../../kernel/access.ts'
import { isSm2Signature } from '../../../kernel/crypto.ts'
import type { Transaction } from '../../../kernel/db/database.ts'
import { newId } from '../../../kernel/ids.ts'
import { conflict, forbidden, invalid, notFound } from '../../../kernel/problem.ts'
import { dayOf } from '../numbers.ts'
import type { ServicesParts } from '../services-parts.ts'
import { signText } from '../signing.ts'
import { readerOf, Words } from '../systems/shapes.ts'
import { enqueue, findSystem, type SystemRow } from '../systems/store.ts'
import type { Handlers } from '../systems/take.ts'
import { fetchAnchors } from './anchors.ts'
import { recognitionText } from './rules.ts'
import * as store from './store.ts'

const purpose = 'recognition'

type Body = OperationInput<typeof proposeOperation>['body']

const Signed = Type.Object({ data: Type.String(), keyId: Type.String(), signature: Type.String() })
const readProposal = readerOf(
  Type.Object({
    kind: Type.Union(
      (['item', 'material', 'licence', 'standard', 'card', 'code'] as const).map((one) => Type.Literal(one)),
    ),
    // As the proposer sees them: its own codes are the local ones.
    ...{ foreignCode: Words, foreignTitle: Words, localCode: Words, localTitle: Words },
    ...{ assurance: Type.Integer({ minimum: 1, maximum: 3 }), version: Type.Integer() },
    ...{ fields: Type.Array(Words), scenes: Type.Array(Words), limits: Type.String({ maxLength: 500 }) },
    ...{ validFrom: Type.String(), validUntil: Type.String(), signature: Signed },
  }),
)
const readSignature = readerOf(Type.Object({ signature: Signed }))
const readState = readerOf(
  Type.Object({
    state: Type.Union([Type.Literal('active'), Type.Literal('suspended'), Type.Literal('withdrawn')]),
    reason: Type.Union([Words, Type.Null()]),
  }),
)

async function requireCity(parts: ServicesParts, id: string): Promise<SystemRow> {
  const system = await findSystem(parts.kernel.db, { id })
  if (system?.kind !== 'city') throw invalid('/body/systemId', '没有这个互认城市')
  return system
}

/** Proposes an equivalence, signed by this city; it counts when the other has signed too. */
export async function propose(parts: ServicesParts, principal: Principal, body: Body): Promise<string> {
  const { db, clock } = parts.kernel
  const system = await requireCity(parts, body.systemId)
  const now = clock.now()
  if (body.validUntil < dayOf(now) || body.validUntil < body.validFrom)
    throw invalid('/body/validUntil', '有效期止应晚于有效期起和今天')
  const id = newId()
  const { systemId, ...shared } = body
  const text = textOf({ id, version: 1, ...shared }, 'proposer')
  const signature = await signText(parts, purpose, text)
  await db.transaction(async (tx) => {
    const made = await store.insertRecognition(
      tx,
      {
        ...{ id, system_id: systemId, kind: body.kind, foreign_code: body.foreignCode, version: 1 },
        ...{ foreign_title: body.foreignTitle, local_code: body.localCode, local_title: body.localTitle },
        ...{ assurance: body.assurance, fields: body.fields, scenes: body.scenes, limits: body.limits },
        ...{ state: 'proposed', valid_from: body.validFrom, valid_until: body.validUntil },
        ...{ own_signature: signature, partner_signature: null, signed_by: principal.name },
      },
      now,
    )
    if (!made) throw conflict('known', '该对照已经提出，请先撤回原对照。')
    const content = { ...shared, version: 1, signature }
    const message = { systemId: system.id, kind: 'recognition', objectId: id, reference: body.localTitle }
    await enqueue(tx, { ...message, content }, now)
  })
  return id
}

type Shared = Omit<Body, 'systemId'> & { id: string; version: number }

/** The text both sign; whoever did not propose sees local and foreign the other way round. */
function textOf(shared: Shared, side: 'proposer' | 'partner'): string {
  const local = { code: shared.localCode, title: shared.localTitle }
  const foreign = { code: shared.foreignCode, title: shared.foreignTitle }
  const both =
    side === 'proposer' ? { proposer: local, partner: foreign } : { proposer: foreign, partner: local }
  return recognitionText({ ...shared, ...both })
}

function sharedOf(row: store.RecognitionRow): Shared {
  return {
    ...{ id: row.id, version: row.version, kind: row.kind, foreignCode: row.foreign_code },
    ...{ foreignTitle: row.foreign_title, localCode: row.local_code, localTitle: row.local_title },
    ...{ assurance: row.assurance, fields: row.fields, scenes: row.scenes, limits: row.limits },
    ...{ validFrom: row.valid_from, validUntil: row.valid_until },
  }
}

async function lockOwn(tx: Transaction, id: string): Promise<store.RecognitionRow> {
  const row = await store.findRecognition(tx, id, { lock: true })
  if (!row) throw notFound('互认对照', id)
  return row
}

export async function sign(parts: ServicesParts, principal: Principal, id: string): Promise<void> {
  const { db, clock } = parts.kernel
  await db.transaction(async (tx) => {
    const row = await lockOwn(tx, id)
    if (row.state !== 'to-sign') throw conflict('wrong-state', '该对照不在待签署状态。')
    row.own_signature = await signText(parts, purpose, textOf(sharedOf(row), 'partner'))
    Object.assign(row, { state: 'active', signed_by: principal.name })
    await store.updateRecognition(tx, row, clock.now())
    const content = { signature: row.own_signature }
    const message = { systemId: row.system_id, kind: 'recognition-signed', objectId: id }
    await enqueue(tx, { ...message, reference: row.local_title, content }, clock.now())
  })
}

/** Suspends or withdraws at once, here and there. */
export async function stop(
  parts: ServicesParts,
  id: string,
  { to, reason }: { to: 'suspended' | 'withdrawn'; reason: string },
): Promise<void> {
  await parts.kernel.db.transaction(async (tx) => {
    const row = await lockOwn(tx, id)
    if (row.state === 'withdrawn') throw conflict('wrong-state', '该对照已撤回。')
    await moveTo(parts, tx, row, to, reason)
  })
}

async function moveTo(
  parts: ServicesParts,
  tx: Transaction,
  row: store.RecognitionRow,
  state: 'active' | 'suspended' | 'withdrawn',
  reason: string | null,
): Promise<void> {
  const now = parts.kernel.clock.now()
  Object.assign(row, { state, reason, resume_by: null, stopped_by: state === 'active' ? null : 'own' })
  await store.updateRecognition(tx, row, now)
  const message = { systemId: row.system_id, kind: 'recognition-state', objectId: row.id }
  await enqueue(tx, { ...message, reference: row.local_title, content: { state, reason } }, now)
}

/** Takes two persons: the first says so, another confirms. */
export async function resume(parts: ServicesParts, principal: Principal, id: string): Promise<void> {
  await parts.kernel.db.transaction(async (tx) => {
    const row = await lockOwn(tx, id)
    if (row.state !== 'suspended') throw conflict('wrong-state', '只有暂停的对照可以恢复。')
    if (row.stopped_by === 'partner')
      throw conflict('stopped-by-partner', '该对照由对方城市暂停，须由对方恢复。')
    if (row.resume_by === principal.userId) throw forbidden('恢复互认须由另一人确认。', 'same-person')
    if (row.resume_by) return moveTo(parts, tx, row, 'active', null)
    row.resume_by = principal.userId
    await store.updateRecognition(tx, row, parts.kernel.clock.now())
  })
}

/** The other city’s signature, by a key it publishes for this purpose. */
async function requireSignature(
  system: SystemRow,
  text: string,
  given: { data: string; keyId: string; signature: string },
): Promise<void> {
  const got = await fetchAnchors(system.address)
  const key = 'trust' in got ? got.trust.keys.find((one) => one.keyId === given.keyId) : undefined
  if (!key || key.purpose !== purpose || key.state === 'revoked')
    throw invalid('/content/signature', '签名密钥不在贵方信任文件中')
  if (given.data !== text || !isSm2Signature(Buffer.from(text), given.signature, key.publicKey))
    throw invalid('/content/signature', '签名与对照内容不符')
}

/** 互认 as the other city tells it. */
export const recognitionHandlers: Handlers = {
  recognition: {
    from: ['city'],
    take: async (parts, tx, system, { objectId, content }) => {
      const given = readProposal(content)
      await requireSignature(system, textOf({ id: objectId, ...given }, 'proposer'), given.signature)
      const made = await store.insertRecognition(
        tx,
        {
          ...{ id: objectId, system_id: system.id, kind: given.kind, version: given.version },
          ...{ foreign_code: given.localCode, foreign_title: given.localTitle },
          ...{ local_code: given.foreignCode, local_title: given.foreignTitle },
          ...{ assurance: given.assurance, fields: given.fields, scenes: given.scenes, limits: given.limits },
          ...{ state: 'to-sign', valid_from: given.validFrom, valid_until: given.validUntil },
          ...{ own_signature: null, partner_signature: given.signature, signed_by: null },
        },
        parts.kernel.clock.now(),
      )
      if (!made) throw conflict('known', '该对照已经存在。')
      return { reference: given.localTitle }
    },
  },
  'recognition-signed': {
    from: ['city'],
    take: async (parts, tx, system, { objectId, content }) => {
      const { signature } = readSignature(content)
      const row = await lockTheirs(tx, system, objectId)
      if (row.state !== 'proposed') throw conflict('wrong-state', '该对照不在待签署状态。')
      await requireSignature(system, textOf(sharedOf(row), 'proposer'), signature)
      Object.assign(row, { state: 'active', partner_signature: signature })
      await store.updateRecognition(tx, row, parts.kernel.clock.now())
      return { reference: row.local_title }
    },
  },
  'recognition-state': {
    from: ['city'],
    take: async (parts, tx, system, { objectId, content }) => {
      const given = readState(content)
      const row = await lockTheirs(tx, system, objectId)
      // Only whoever suspended it resumes it; what is not signed by both is not made active by word alone.
      if (given.state === 'active' && row.stopped_by !== 'partner')
        throw conflict('not-yours', '该对照不是由贵方暂停，不能由贵方恢复。')
      Object.assign(row, {
        ...given,
        resume_by: null,
        stopped_by: given.state === 'active' ? null : 'partner',
      })
      await store.updateRecognition(tx, row, parts.kernel.clock.now())
      return { reference: row.local_title }
    },
  },
}

async function lockTheirs(tx: Transaction, system: SystemRow, id: string): Promise<store.RecognitionRow> {
  const row = await store.findRecognition(tx, id, { lock: true })
  if (row?.system_id !== system.id) throw notFound('互认对照', id)
  return row
}
