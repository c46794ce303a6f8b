import { type Static, Type } from 'typebox'
import { Id, Json, nullable, oneOf, pageOf, pageQuery, Time } from '../common.ts'
import { defineOperation } from '../operation.ts'
import { Day, Text } from './shapes.ts'

export const SealKind = oneOf('official', 'approval', 'licence', 'finance', 'personal')

/** An e-seal in the sense of GB/T 38540-2020: seal data signed by its maker, bound to a key and to who keeps it. */
export const Seal = Type.Object({
  id: Id,
  code: Type.String(),
  name: Type.String(),
  kind: SealKind,
  organisationId: Id,
  organisationName: Type.String(),
  custodianName: Type.String(),
  documentTypes: Type.Array(Type.String()),
  maxUses: nullable(Type.Integer()),
  used: Type.Integer(),
  needsApproval: Type.Boolean(),
  approvalPaper: Type.String(),
  validFrom: Day,
  validUntil: Day,
  state: oneOf('applied', 'active', 'suspended', 'destroyed', 'refused'),
  stateReason: nullable(Type.String()),
  image: nullable(Type.String({ description: 'SVG of the seal.' })),
})
export type Seal = Static<typeof Seal>

export const listSeals = defineOperation({
  id: 'services.listSeals',
  method: 'GET',
  path: '/api/services/seals',
  permission: 'services.seal',
  summary: { zh: '印章', en: 'Seals' },
  query: Type.Object(pageQuery),
  response: pageOf(Seal),
})

export const listAllSeals = defineOperation({
  id: 'services.listAllSeals',
  method: 'GET',
  path: '/api/services/seals/all',
  permission: 'services.seals',
  summary: { zh: '全部印章', en: 'All seals' },
  query: Type.Object(pageQuery),
  response: pageOf(Seal),
})

export const applyForSeal = defineOperation({
  id: 'services.applyForSeal',
  method: 'POST',
  path: '/api/services/seals',
  permission: 'services.seal',
  summary: { zh: '申请印章', en: 'Apply for a seal' },
  body: Type.Object({
    name: Text(60),
    kind: SealKind,
    documentTypes: Type.Array(Text(60), { maxItems: 50 }),
    maxUses: Type.Optional(Type.Integer({ minimum: 1 })),
    needsApproval: Type.Boolean(),
    approvalPaper: Text(200),
    validUntil: Day,
  }),
  response: Seal,
  creates: true,
})

export const decideSeal = defineOperation({
  id: 'services.decideSeal',
  method: 'POST',
  path: '/api/services/seals/{id}/state',
  permission: 'services.seals',
  summary: { zh: '批准、暂停、恢复、销毁印章', en: 'Approve, suspend, resume, destroy a seal' },
  params: Type.Object({ id: Id }),
  body: Type.Object({ to: oneOf('active', 'refused', 'suspended', 'destroyed'), reason: Text(300) }),
  response: Seal,
})

/** Leave for some uses of a key seal; who asks does not decide. */
export const SealApproval = Type.Object({
  id: Id,
  sealId: Id,
  sealName: Type.String(),
  documentType: Type.String(),
  title: Type.String(),
  count: Type.Integer(),
  used: Type.Integer(),
  askedBy: Type.String(),
  state: oneOf('asked', 'granted', 'refused'),
  untilTime: nullable(Time),
  askedTime: Time,
})
export type SealApproval = Static<typeof SealApproval>

export const askForSealing = defineOperation({
  id: 'services.askForSealing',
  method: 'POST',
  path: '/api/services/seals/{id}/approvals',
  permission: 'services.seal',
  summary: { zh: '申请用印', en: 'Ask for leave to seal' },
  params: Type.Object({ id: Id }),
  body: Type.Object({
    documentType: Text(60),
    title: Text(200),
    count: Type.Integer({ minimum: 1, maximum: 100_000 }),
  }),
  response: SealApproval,
  creates: true,
})

export const listSealApprovals = defineOperation({
  id: 'services.listSealApprovals',
  method: 'GET',
  path: '/api/services/seal-approvals',
  permission: 'services.seal',
  summary: { zh: '用印审批', en: 'Leaves to seal' },
  query: Type.Object({ limit: pageQuery.limit, offset: pageQuery.offset }),
  response: pageOf(SealApproval),
})

export const decideSealing = defineOperation({
  id: 'services.decideSealing',
  method: 'POST',
  path: '/api/services/seal-approvals/{id}/decision',
  permission: 'services.seal',
  summary: { zh: '审批用印', en: 'Decide on leave to seal' },
  params: Type.Object({ id: Id }),
  body: Type.Object({
    granted: Type.Boolean(),
    hours: Type.Optional(Type.Integer({ minimum: 1, maximum: 720 })),
  }),
  response: SealApproval,
})

const document = Type.Object({
  title: Text(200),
  file: Type.String({ maxLength: 4_000_000, description: 'Content, base64.' }),
})

/** Seals one or many documents; answers a signature package for each. What is not allowed is refused and logged. */
export const sealDocuments = defineOperation({
  id: 'services.sealDocuments',
  method: 'POST',
  path: '/api/services/seals/{id}/uses',
  permission: 'services.seal',
  summary: { zh: '用印', en: 'Seal documents' },
  params: Type.Object({ id: Id }),
  body: Type.Object({
    documentType: Text(60),
    documents: Type.Array(document, { minItems: 1, maxItems: 200 }),
    approvalId: Type.Optional(Id),
    /** Where the seal stands, for whoever shows it: page and a word, or page and place in millimetres. */
    position: Type.Optional(
      Type.Object({
        page: Type.Integer({ minimum: 1 }),
        keyword: Type.Optional(Type.String({ maxLength: 60 })),
        x: Type.Optional(Type.Number()),
        y: Type.Optional(Type.Number()),
      }),
    ),
  }),
  response: Type.Object({ packages: Type.Array(Json) }),
  creates: true,
})

export const SealingEntry = Type.Object({
  id: Id,
  time: Time,
  sealId: Id,
  sealName: Type.String(),
  organisationName: Type.String(),
  documentType: Type.String(),
  title: Type.String(),
  digest: Type.String(),
  userName: Type.String(),
  outcome: oneOf('sealed', 'refused'),
  reason: nullable(Type.String()),
})
export type SealingEntry = Static<typeof SealingEntry>

export const listSealings = defineOperation({
  id: 'services.listSealings',
  method: 'GET',
  path: '/api/services/sealings',
  permission: 'signed-in',
  summary: { zh: '用印记录', en: 'Sealing log' },
  query: Type.Object({
    ...pageQuery,
    sealId: Type.Optional(Id),
    from: Type.Optional(Time),
    to: Type.Optional(Time),
  }),
  response: pageOf(SealingEntry),
})

/** Verifies a document against its signature packages, each on its own. */
export const verifySealedDocument = defineOperation({
  id: 'services.verifySealedDocument',
  method: 'POST',
  path: '/api/services/seal-verification',
  permission: 'public',
  summary: { zh: '验证签章', en: 'Verify sealed documents' },
  body: Type.Object({
    file: Type.String({ maxLength: 4_000_000 }),
    packages: Type.Array(Json, { minItems: 1, maxItems: 50 }),
  }),
  response: Type.Object({
    holds: Type.Boolean(),
    text: Type.String(),
    signatures: Type.Array(
      Type.Object({
        sealName: Type.String(),
        organisationName: Type.String(),
        time: nullable(Type.String()),
        holds: Type.Boolean(),
        reason: oneOf('ok', 'changed', 'unknown-key', 'revoked', 'expired', 'not-active', 'malformed'),
        text: Type.String(),
      }),
    ),
  }),
})
