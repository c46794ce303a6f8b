import { type Static, Type } from 'typebox'
import { Done, Id, Json, nullable, oneOf, pageOf, pageQuery, Time } from '../common.ts'
import { defineOperation } from '../operation.ts'
import { LicenceState } from './licences.ts'
import { Text } from './shapes.ts'

/** What a holder allows: who may use which licence, for what, until when. The code (授权码) is shown or given to the user. */
export const LicenceAuthorisation = Type.Object({
  id: Id,
  code: Type.String(),
  licenceId: Id,
  typeTitle: Type.String(),
  organisationId: nullable(Id),
  toName: Type.String(),
  purpose: Type.String(),
  itemId: nullable(Type.String()),
  untilTime: Time,
  usesLeft: nullable(Type.Integer()),
  state: oneOf('active', 'used', 'expired', 'withdrawn'),
  createdTime: Time,
})
export type LicenceAuthorisation = Static<typeof LicenceAuthorisation>

export const authoriseLicence = defineOperation({
  id: 'services.authoriseLicence',
  method: 'POST',
  path: '/api/services/licences/{id}/authorisations',
  permission: 'services.apply',
  summary: { zh: '授权使用证照', en: 'Authorise a use of a licence' },
  params: Type.Object({ id: Id }),
  body: Type.Object({
    organisationId: Type.Optional(Id),
    toName: Text(100),
    purpose: Text(200),
    itemId: Type.Optional(Type.String({ maxLength: 80 })),
    minutes: Type.Integer({ minimum: 1, maximum: 525_600 }),
    uses: Type.Optional(Type.Integer({ minimum: 1, maximum: 1000 })),
  }),
  response: LicenceAuthorisation,
  creates: true,
})

export const withdrawLicenceAuthorisation = defineOperation({
  id: 'services.withdrawLicenceAuthorisation',
  method: 'DELETE',
  path: '/api/services/licence-authorisations/{id}',
  permission: 'services.apply',
  summary: { zh: '撤回授权', en: 'Withdraw an authorisation' },
  params: Type.Object({ id: Id }),
  response: Done,
})

export const listMyLicenceAuthorisations = defineOperation({
  id: 'services.listMyLicenceAuthorisations',
  method: 'GET',
  path: '/api/services/my-licence-authorisations',
  permission: 'services.apply',
  summary: { zh: '我的证照授权', en: 'My authorisations' },
  query: Type.Object({ limit: pageQuery.limit, offset: pageQuery.offset, licenceId: Type.Optional(Id) }),
  response: pageOf(LicenceAuthorisation),
})

/** One use, as its holder sees it. */
export const LicenceUse = Type.Object({
  id: Id,
  licenceId: Id,
  typeTitle: Type.String(),
  version: Type.Integer(),
  organisationName: Type.String(),
  userName: nullable(Type.String()),
  purpose: Type.String(),
  basis: nullable(Type.String({ description: 'Statutory basis where it was used without authorisation.' })),
  way: oneOf('show', 'fields', 'file', 'reuse'),
  fields: Type.Array(Type.String()),
  time: Time,
  complaint: nullable(
    Type.Object({
      text: Type.String(),
      state: oneOf('open', 'answered'),
      answer: nullable(Type.String()),
      dueTime: Time,
    }),
  ),
})
export type LicenceUse = Static<typeof LicenceUse>

export const listMyLicenceUses = defineOperation({
  id: 'services.listMyLicenceUses',
  method: 'GET',
  path: '/api/services/my-licence-uses',
  permission: 'services.apply',
  summary: { zh: '谁用了我的证照', en: 'Who used my licences' },
  query: Type.Object({ limit: pageQuery.limit, offset: pageQuery.offset, licenceId: Type.Optional(Id) }),
  response: pageOf(LicenceUse),
})

export const complainAboutUse = defineOperation({
  id: 'services.complainAboutUse',
  method: 'POST',
  path: '/api/services/my-licence-uses/{id}/complaint',
  permission: 'services.apply',
  summary: { zh: '对一次用证提出异议', en: 'Complain about a use' },
  params: Type.Object({ id: Id }),
  body: Type.Object({ text: Text(500) }),
  response: Done,
})

export const listUseComplaints = defineOperation({
  id: 'services.listUseComplaints',
  method: 'GET',
  path: '/api/services/licence-use-complaints',
  permission: 'services.licences',
  summary: { zh: '用证异议', en: 'Complaints about uses' },
  query: Type.Object({ limit: pageQuery.limit, offset: pageQuery.offset }),
  response: pageOf(LicenceUse),
})

export const answerUseComplaint = defineOperation({
  id: 'services.answerUseComplaint',
  method: 'POST',
  path: '/api/services/licence-use-complaints/{id}/answer',
  permission: 'services.licences',
  summary: { zh: '答复用证异议', en: 'Answer a complaint' },
  params: Type.Object({ id: Id }),
  body: Type.Object({ answer: Text(500) }),
  response: Done,
})

/** Use of a licence by an authority: by the holder’s code, or on a statutory basis. */
export const useLicence = defineOperation({
  id: 'services.useLicence',
  method: 'POST',
  path: '/api/services/licence-uses',
  permission: 'services.use-licences',
  summary: { zh: '调用证照', en: 'Use a licence' },
  body: Type.Object({
    code: Type.Optional(Type.String({ maxLength: 40 })),
    identifier: Type.Optional(Type.String({ maxLength: 120 })),
    basis: Type.Optional(Type.String({ minLength: 6, maxLength: 300 })),
    purpose: Text(200),
    itemId: Type.Optional(Type.String({ maxLength: 80 })),
    fields: Type.Optional(Type.Array(Type.String({ maxLength: 60 }), { maxItems: 60 })),
  }),
  response: Type.Object({
    useId: Id,
    licenceId: Id,
    number: Type.String(),
    typeTitle: Type.String(),
    version: Type.Integer(),
    state: LicenceState,
    fields: Json,
    watermark: Type.String({ description: 'Unit, purpose and time a copy must carry.' }),
  }),
  creates: true,
})

export const downloadUsedLicence = defineOperation({
  id: 'services.downloadUsedLicence',
  method: 'GET',
  path: '/api/services/licence-uses/{id}/pdf',
  permission: 'services.use-licences',
  summary: { zh: '下载带水印的用证副本', en: 'Download the marked copy of a use' },
  params: Type.Object({ id: Id }),
  response: Type.Unsafe<Uint8Array>({}),
  produces: 'application/pdf',
})

const Check = Type.Object({
  check: Type.String(),
  passed: Type.Boolean(),
  detail: Type.String(),
})

/** What verification answers to anybody. Names of persons are masked. */
export const LicenceVerdict = Type.Object({
  verdict: oneOf('valid', 'changed', 'suspended', 'revoked', 'expired', 'tampered', 'unknown', 'unsigned'),
  text: Type.String(),
  typeTitle: nullable(Type.String()),
  number: nullable(Type.String()),
  version: nullable(Type.Integer()),
  holderName: nullable(Type.String()),
  issuerName: nullable(Type.String()),
  issuedTime: nullable(Time),
  validUntil: nullable(Type.String()),
  stateTime: nullable(Time),
  checks: Type.Array(Check),
})
export type LicenceVerdict = Static<typeof LicenceVerdict>

export const verifyLicence = defineOperation({
  id: 'services.verifyLicence',
  method: 'GET',
  path: '/api/services/licence-verification/{identifier}',
  permission: 'public',
  summary: { zh: '按标识核验证照', en: 'Verify a licence by its identifier' },
  params: Type.Object({ identifier: Type.String({ maxLength: 120 }) }),
  response: LicenceVerdict,
})

export const verifyLicenceFile = defineOperation({
  id: 'services.verifyLicenceFile',
  method: 'POST',
  path: '/api/services/licence-verification',
  permission: 'public',
  summary: { zh: '按文件核验证照', en: 'Verify a licence file' },
  body: Type.Object({
    file: Type.String({ maxLength: 8_000_000, description: 'PDF or package, base64.' }),
  }),
  response: LicenceVerdict,
})

/** Keys papers of this installation are verified with offline; what `civitas verify --trust` reads. */
export const getTrustAnchors = defineOperation({
  id: 'services.getTrustAnchors',
  method: 'GET',
  path: '/api/services/trust-anchors',
  permission: 'public',
  summary: { zh: '验证公钥与证书', en: 'Keys to verify with' },
  response: Type.Object({
    format: Type.Literal('civitas-trust/1'),
    issuedTime: Time,
    platform: Type.String(),
    keys: Type.Array(
      Type.Object({
        keyId: Type.String(),
        purpose: Type.String(),
        publicKey: Type.String(),
        certificate: Type.String(),
        state: oneOf('active', 'retired', 'revoked'),
        from: Type.String(),
        until: nullable(Type.String()),
        revokedTime: nullable(Type.String()),
      }),
    ),
    /** Identifiers of licences that are no longer in force, so that a machine without the server refuses them too. */
    revoked: Type.Array(Type.Object({ identifier: Type.String(), state: Type.String(), time: Time })),
  }),
})

/** 覆盖率 and use of licences. */
export const getLicenceFigures = defineOperation({
  id: 'services.getLicenceFigures',
  method: 'GET',
  path: '/api/services/licence-figures',
  permission: 'services.issue',
  summary: { zh: '证照覆盖与使用', en: 'Coverage and use of licences' },
  response: Type.Object({
    types: Type.Integer(),
    typesIssued: Type.Integer(),
    licences: Type.Integer(),
    applicationsIssued: Type.Integer(),
    uses: Type.Integer(),
    materialsSaved: Type.Integer(),
    units: Type.Integer(),
  }),
})
