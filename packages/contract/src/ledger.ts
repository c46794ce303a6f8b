import { type Static, Type } from 'typebox'
import { Id, Json, pageOf, pageQuery, Time } from './common.ts'
import { defineMessage } from './message.ts'
import { defineOperation } from './operation.ts'

const Sm3Hex = Type.String({ pattern: '^[0-9a-f]{64}$', description: 'SM3 digest (GB/T 32905-2016), hex.' })
const PublicKey = Type.String({
  pattern: '^04[0-9a-f]{128}$',
  description: 'SM2 public key (GB/T 32918), uncompressed point, hex.',
})
const Signature = Type.String({
  pattern: '^[0-9a-f]{16,160}$',
  description: 'SM2 signature with SM3, DER, hex.',
})

/**
 * A signed tree head (RFC 9162 section 4.10 with SM3 and SM2). What is signed are the bytes of
 * `civitas-log/1\n<size>\n<root>\n<time>\n`.
 */
export const TreeHead = Type.Object({
  size: Type.Integer({ minimum: 0, description: 'Leaves in the log.' }),
  root: Sm3Hex,
  time: Time,
  publicKey: PublicKey,
  signature: Signature,
})
export type TreeHead = Static<typeof TreeHead>

/** A witness puts its signature under the same bytes, with `civitas-witness/1\n` before them. */
export const Cosignature = Type.Object({
  witnessId: Id,
  witnessName: Type.String(),
  publicKey: PublicKey,
  signature: Signature,
  time: Time,
})
export type Cosignature = Static<typeof Cosignature>

/** One line of the log. `leaf` is the very text that was hashed. */
export const LedgerEntry = Type.Object({
  id: Id,
  kind: Type.String({ description: 'What it is evidence of, e.g. cases.closed.' }),
  subjectId: Type.String(),
  recordedTime: Time,
  payloadSm3: Sm3Hex,
  leaf: Type.String(),
  leafIndex: Type.Union([Type.Integer(), Type.Null()], { description: 'Null until it has its place.' }),
})
export type LedgerEntry = Static<typeof LedgerEntry>

/** Everything needed to verify one entry without asking the platform again. */
export const EvidenceBundle = Type.Object({
  format: Type.Literal('civitas-evidence/1'),
  entry: LedgerEntry,
  payload: Type.Union([Type.String(), Type.Null()], {
    description: 'The text whose digest the leaf holds; null when it has been erased.',
  }),
  head: TreeHead,
  auditPath: Type.Array(Sm3Hex, { description: 'Inclusion proof, leaf to root (RFC 9162 section 2.1.3).' }),
  cosignatures: Type.Array(Cosignature),
})
export type EvidenceBundle = Static<typeof EvidenceBundle>

export const ConsistencyProof = Type.Object({
  from: Type.Integer(),
  to: Type.Integer(),
  path: Type.Array(Sm3Hex, { description: 'RFC 9162 section 2.1.4.' }),
})
export type ConsistencyProof = Static<typeof ConsistencyProof>

export const Witness = Type.Object({
  id: Id,
  name: Type.String(),
  organisationName: Type.Union([Type.String(), Type.Null()]),
  publicKey: PublicKey,
  active: Type.Boolean(),
  lastSize: Type.Union([Type.Integer(), Type.Null()], { description: 'Newest tree head it co-signed.' }),
})
export type Witness = Static<typeof Witness>

export const listLedgerEntries = defineOperation({
  id: 'ledger.listEntries',
  method: 'GET',
  path: '/api/ledger/entries',
  permission: 'ledger.read',
  summary: { zh: '存证条目', en: 'List entries of the log' },
  query: Type.Object({
    limit: pageQuery.limit,
    offset: pageQuery.offset,
    kind: Type.Optional(Type.String({ maxLength: 100 })),
    subjectId: Type.Optional(Type.String({ maxLength: 200 })),
  }),
  response: pageOf(LedgerEntry),
})

export const getEvidence = defineOperation({
  id: 'ledger.getEvidence',
  method: 'GET',
  path: '/api/ledger/entries/{id}/evidence',
  permission: 'ledger.read',
  summary: { zh: '存证包（可离线验证）', en: 'An evidence bundle, verifiable offline' },
  params: Type.Object({ id: Id }),
  response: EvidenceBundle,
})

export const getTreeHead = defineOperation({
  id: 'ledger.getTreeHead',
  method: 'GET',
  path: '/api/ledger/head',
  permission: 'public',
  summary: { zh: '最新签名树头', en: 'The newest signed tree head' },
  response: Type.Object({ head: TreeHead, cosignatures: Type.Array(Cosignature) }),
})

export const getConsistencyProof = defineOperation({
  id: 'ledger.getConsistencyProof',
  method: 'GET',
  path: '/api/ledger/consistency',
  permission: 'public',
  summary: { zh: '一致性证明', en: 'Proof that one tree head continues another' },
  query: Type.Object({ from: Type.Integer({ minimum: 0 }), to: Type.Integer({ minimum: 0 }) }),
  response: ConsistencyProof,
})

export const listWitnesses = defineOperation({
  id: 'ledger.listWitnesses',
  method: 'GET',
  path: '/api/ledger/witnesses',
  permission: 'public',
  summary: { zh: '见证机构', en: 'Witnesses' },
  response: Type.Array(Witness),
})

export const addWitness = defineOperation({
  id: 'ledger.addWitness',
  method: 'POST',
  path: '/api/ledger/witnesses',
  permission: 'ledger.witness',
  summary: { zh: '登记见证机构', en: 'Register a witness' },
  body: Type.Object({
    name: Type.String({ minLength: 2, maxLength: 100 }),
    organisationId: Type.Optional(Id),
    publicKey: PublicKey,
  }),
  response: Witness,
  creates: true,
})

export const setWitness = defineOperation({
  id: 'ledger.setWitness',
  method: 'PATCH',
  path: '/api/ledger/witnesses/{id}',
  permission: 'ledger.witness',
  summary: { zh: '启用或停用见证机构', en: 'Let a witness sign, or no longer' },
  params: Type.Object({ id: Id }),
  body: Type.Object({ active: Type.Boolean() }),
  response: Witness,
})

export const cosignTreeHead = defineOperation({
  id: 'ledger.cosignTreeHead',
  method: 'POST',
  path: '/api/ledger/heads/{size}/cosignatures',
  permission: 'public',
  summary: { zh: '见证机构联署树头', en: 'Co-sign a tree head; the signature is the right to do so' },
  params: Type.Object({ size: Type.Integer({ minimum: 0 }) }),
  body: Type.Object({ publicKey: PublicKey, signature: Signature }),
  response: Cosignature,
  creates: true,
})

/** An entry was written and waits for its place in the log. */
export const ledgerEntryWritten = defineMessage(
  'ledger.entry-written',
  Type.Object({ entryId: Id, leafHash: Sm3Hex }),
)

/** What other capabilities hand over as evidence. */
export const LedgerSubmission = Type.Object({
  kind: Type.String(),
  subjectId: Type.String(),
  payload: Json,
})
export type LedgerSubmission = Static<typeof LedgerSubmission>
