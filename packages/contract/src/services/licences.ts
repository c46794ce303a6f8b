import { type Static, Type } from 'typebox'
import { governed, Id, Json, nullable, oneOf, pageOf, pageQuery, reaches, Time } from '../common.ts'
import { defineOperation } from '../operation.ts'
import { Day, Text } from './shapes.ts'

/** 有效, 已暂停, 已变更 (a newer version took its place), 已吊销, 已撤销, 已注销, 已归档; 已过期 follows from the day. */
export const LicenceState = oneOf(
  ...(['valid', 'suspended', 'changed', 'revoked', 'withdrawn', 'cancelled', 'archived', 'expired'] as const),
)
export type LicenceState = Static<typeof LicenceState>

const field = {
  id: Text(60),
  title: Text(60),
  kind: oneOf('text', 'date', 'number'),
  required: Type.Boolean(),
}

/** A kind of licence in the catalogue (GB/T 36902-2018). */
export const LicenceTypeView = Type.Object({
  id: Type.String(),
  /** 21 characters: code of whoever defines it and a serial (GB/T 36904-2018). */
  code: Type.String(),
  title: Type.String(),
  holder: oneOf('person', 'organisation', 'both'),
  level: oneOf('national', 'province', 'city', 'county'),
  issuer: Type.String(),
  basis: Type.String(),
  validMonths: nullable(Type.Integer()),
  template: oneOf('certificate', 'permit', 'card'),
  annualCheck: Type.Boolean(),
  copies: Type.Boolean(),
  fields: Type.Array(Type.Object(field)),
  version: Type.Integer(),
  valid: Type.Integer({ description: 'Licences of this kind in force.' }),
  uses: Type.Integer({ description: 'Uses recorded so far.' }),
})
export type LicenceTypeView = Static<typeof LicenceTypeView>

export const listLicenceTypes = defineOperation({
  id: 'services.listLicenceTypes',
  method: 'GET',
  path: '/api/services/licence-types',
  permission: 'signed-in',
  summary: { zh: '证照目录', en: 'Licence catalogue' },
  query: Type.Object(pageQuery),
  response: pageOf(LicenceTypeView),
})

export const saveLicenceType = defineOperation({
  id: 'services.saveLicenceType',
  method: 'PUT',
  path: '/api/services/licence-types/{id}',
  permission: 'services.licences',
  summary: { zh: '编制证照类型', en: 'Write a kind of licence' },
  params: Type.Object({ id: Type.String({ pattern: '^[a-z][a-z0-9-]*\\.[a-z][a-z0-9-]*$', maxLength: 80 }) }),
  body: Type.Object({
    code: Type.Optional(Type.String({ pattern: '^[0-9A-Z]{21}$' })),
    title: Text(60),
    holder: oneOf('person', 'organisation', 'both'),
    level: oneOf('national', 'province', 'city', 'county'),
    issuer: Text(60),
    basis: Text(200),
    validMonths: nullable(Type.Integer({ minimum: 1, maximum: 1200 })),
    template: oneOf('certificate', 'permit', 'card'),
    annualCheck: Type.Boolean(),
    copies: Type.Boolean(),
    fields: Type.Array(Type.Object(field), { minItems: 1, maxItems: 60 }),
  }),
  response: LicenceTypeView,
})

/** A licence as its holder and its issuer see it. */
export const Licence = Type.Object({
  id: Id,
  /** Electronic licence identifier (GB/T 36904-2018). */
  identifier: Type.String(),
  number: Type.String(),
  version: Type.Integer(),
  typeId: Type.String(),
  typeTitle: Type.String(),
  template: oneOf('certificate', 'permit', 'card'),
  holderId: Id,
  holderName: Type.String(governed('licence.holderName')),
  issuerId: Id,
  issuerName: Type.String(),
  fields: Type.Array(
    Type.Object({ id: Type.String(), title: Type.String(), value: Type.String() }),
    governed('licence.fields'),
  ),
  validFrom: Day,
  validUntil: nullable(Day),
  state: LicenceState,
  stateReason: nullable(Type.String()),
  stateTime: Time,
  /** 签发, 历史数据迁移, 扫描件 (the lowest). */
  trust: oneOf('issued', 'migrated', 'scanned'),
  /** The licence this is a copy (副本) of. */
  copyOf: nullable(Id),
  applicationId: nullable(Id),
  issuedTime: Time,
  sealed: Type.Boolean(),
  checkedYear: nullable(Type.Integer({ description: 'Last year it was confirmed in.' })),
})
export type Licence = Static<typeof Licence>

export const listLicences = defineOperation({
  id: 'services.listLicences',
  method: 'GET',
  path: '/api/services/licences',
  permission: 'services.issue',
  summary: { zh: '已制发的证照', en: 'Issued licences' },
  query: Type.Object({
    ...{ limit: pageQuery.limit, offset: pageQuery.offset },
    search: Type.Optional(Type.String({ maxLength: 100, ...reaches('licence.holderName') })),
    typeId: Type.Optional(Type.String()),
    state: Type.Optional(LicenceState),
  }),
  response: pageOf(Licence),
})

export const listMyLicences = defineOperation({
  id: 'services.listMyLicences',
  method: 'GET',
  path: '/api/services/my-licences',
  permission: 'services.apply',
  summary: { zh: '我的证照', en: 'My licences' },
  query: Type.Object({ limit: pageQuery.limit, offset: pageQuery.offset }),
  response: pageOf(Licence),
})

export const getLicence = defineOperation({
  id: 'services.getLicence',
  method: 'GET',
  path: '/api/services/licences/{id}',
  permission: 'signed-in',
  summary: { zh: '查看证照', en: 'See a licence' },
  params: Type.Object({ id: Id }),
  response: Type.Object({
    licence: Licence,
    events: Type.Array(
      Type.Object({
        time: Time,
        kind: Type.String(),
        byName: Type.String(),
        reason: nullable(Type.String()),
        basis: nullable(Type.String()),
      }),
    ),
    /** What its QR code holds: the address where anybody may verify it. */
    verifyUrl: Type.String(),
  }),
})

export const downloadLicencePdf = defineOperation({
  id: 'services.downloadLicencePdf',
  method: 'GET',
  path: '/api/services/licences/{id}/pdf',
  permission: 'signed-in',
  summary: { zh: '下载证照文件', en: 'Download a licence as PDF' },
  params: Type.Object({ id: Id }),
  query: Type.Object({ authorisation: Type.Optional(Type.String({ maxLength: 40 })) }),
  response: Type.Unsafe<Uint8Array>({}),
  produces: 'application/pdf',
  carries: ['licence.holderName', 'licence.fields'],
})

/** Signed data alone, for programs: what the PDF carries inside. */
export const downloadLicencePackage = defineOperation({
  id: 'services.downloadLicencePackage',
  method: 'GET',
  path: '/api/services/licences/{id}/package',
  permission: 'signed-in',
  summary: { zh: '下载证照数据包', en: 'Download the signed data of a licence' },
  params: Type.Object({ id: Id }),
  response: Json,
  carries: ['licence.holderName', 'licence.fields'],
})

const issueBody = {
  typeId: Type.String({ maxLength: 80 }),
  holderKind: oneOf('person', 'organisation'),
  holderName: Text(100),
  holderNumber: Type.String({ minLength: 18, maxLength: 18 }),
  fields: Json,
  validFrom: Type.Optional(Day),
  validUntil: Type.Optional(Day),
}

export const issueLicenceNow = defineOperation({
  id: 'services.issueLicenceNow',
  method: 'POST',
  path: '/api/services/licences',
  permission: 'services.issue',
  summary: { zh: '制发证照', en: 'Issue a licence' },
  body: Type.Object(issueBody),
  response: Licence,
  creates: true,
})

export const changeLicence = defineOperation({
  id: 'services.changeLicence',
  method: 'POST',
  path: '/api/services/licences/{id}/versions',
  permission: 'services.issue',
  summary: { zh: '变更证照', en: 'Change a licence: a new version' },
  params: Type.Object({ id: Id }),
  body: Type.Object({ fields: Json, reason: Text(500), validUntil: Type.Optional(Day) }),
  response: Licence,
  creates: true,
})

export const moveLicence = defineOperation({
  id: 'services.moveLicence',
  method: 'POST',
  path: '/api/services/licences/{id}/state',
  permission: 'services.issue',
  summary: { zh: '暂停、恢复、吊销、撤销、注销、归档证照', en: 'Suspend, resume, revoke, archive a licence' },
  params: Type.Object({ id: Id }),
  body: Type.Object({
    to: oneOf('valid', 'suspended', 'revoked', 'withdrawn', 'cancelled', 'archived'),
    reason: Text(500),
    basis: Text(300),
  }),
  response: Licence,
})

export const checkLicenceYear = defineOperation({
  id: 'services.checkLicenceYear',
  method: 'POST',
  path: '/api/services/licences/{id}/annual-checks',
  permission: 'services.issue',
  summary: { zh: '证照年检', en: 'Confirm a licence for a year' },
  params: Type.Object({ id: Id }),
  body: Type.Object({
    year: Type.Integer({ minimum: 2000, maximum: 2100 }),
    passed: Type.Boolean(),
    note: Text(300),
  }),
  response: Licence,
})

export const copyLicence = defineOperation({
  id: 'services.copyLicence',
  method: 'POST',
  path: '/api/services/licences/{id}/copies',
  permission: 'services.issue',
  summary: { zh: '制发副本', en: 'Make a copy of a licence' },
  params: Type.Object({ id: Id }),
  response: Licence,
  creates: true,
})

/** Many licences in the background: newly issued, or rows of a register that was kept on paper. */
export const LicenceBatch = Type.Object({
  id: Id,
  typeId: Type.String(),
  typeTitle: Type.String(),
  source: oneOf('issued', 'migrated', 'scanned'),
  state: oneOf('running', 'done'),
  total: Type.Integer(),
  issued: Type.Integer(),
  rejected: Type.Integer(),
  rejects: Type.Array(Type.Object({ row: Type.Integer(), reason: Type.String() })),
  createdTime: Time,
  finishedTime: nullable(Time),
})
export type LicenceBatch = Static<typeof LicenceBatch>

export const startLicenceBatch = defineOperation({
  id: 'services.startLicenceBatch',
  method: 'POST',
  path: '/api/services/licence-batches',
  permission: 'services.issue',
  summary: { zh: '批量制发或迁移证照', en: 'Issue or migrate many licences' },
  body: Type.Object({
    typeId: Type.String({ maxLength: 80 }),
    source: oneOf('issued', 'migrated', 'scanned'),
    rows: Type.Array(
      Type.Object({
        holderName: Type.Optional(Type.String({ maxLength: 100 })),
        holderNumber: Type.Optional(Type.String({ maxLength: 40 })),
        fields: Type.Optional(Json),
        validFrom: Type.Optional(Type.String({ maxLength: 20 })),
        validUntil: Type.Optional(Type.String({ maxLength: 20 })),
      }),
      { minItems: 1, maxItems: 20_000 },
    ),
  }),
  response: LicenceBatch,
  creates: true,
})

export const getLicenceBatch = defineOperation({
  id: 'services.getLicenceBatch',
  method: 'GET',
  path: '/api/services/licence-batches/{id}',
  permission: 'services.issue',
  summary: { zh: '批量制发进度', en: 'Progress of a batch' },
  params: Type.Object({ id: Id }),
  response: LicenceBatch,
})

export const listLicenceBatches = defineOperation({
  id: 'services.listLicenceBatches',
  method: 'GET',
  path: '/api/services/licence-batches',
  permission: 'services.issue',
  summary: { zh: '批量制发记录', en: 'Batches' },
  query: Type.Object({ limit: pageQuery.limit, offset: pageQuery.offset }),
  response: pageOf(LicenceBatch),
})
