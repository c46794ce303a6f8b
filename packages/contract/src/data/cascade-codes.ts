import { type Static, Type } from 'typebox'
import { Done, Id, nullable, pageOf, pageQuery, Time } from '../common.ts'
import { defineOperation } from '../operation.ts'

const Code = Type.String({ minLength: 1, maxLength: 80 })
const Day = Type.String({ pattern: '^\\d{4}-\\d{2}-\\d{2}$' })

/** 代码对照: a code of another platform and the one it is here. */
export const CodeLink = Type.Object({
  nodeId: Id,
  nodeName: Type.String(),
  codeSet: Code,
  codeSetName: Type.String(),
  foreignCode: Code,
  code: nullable(Code, { description: 'None while nobody has mapped it.' }),
  codeName: nullable(Type.String()),
  seen: Type.Integer({ description: 'Values with it that came.' }),
  seenTime: nullable(Time),
})
export type CodeLink = Static<typeof CodeLink>

export const listCodeLinks = defineOperation({
  id: 'data.listCodeLinks',
  method: 'GET',
  path: '/api/data/code-links',
  permission: 'data.read',
  summary: { zh: '代码对照与未对照代码', en: 'Codes of other platforms, mapped and not' },
  query: Type.Object({
    ...pageQuery,
    node: Type.Optional(Id),
    codeSet: Type.Optional(Code),
    unmapped: Type.Optional(Type.Boolean()),
  }),
  response: pageOf(CodeLink),
})

export const putCodeLinks = defineOperation({
  id: 'data.putCodeLinks',
  method: 'PUT',
  path: '/api/data/code-links',
  permission: 'data.govern',
  summary: { zh: '登记代码对照', en: 'Map codes of another platform to ours' },
  body: Type.Object({
    nodeId: Id,
    codeSet: Code,
    links: Type.Array(Type.Object({ foreignCode: Code, code: Code }), { minItems: 1, maxItems: 5000 }),
  }),
  response: Done,
})

export const translateCodes = defineOperation({
  id: 'data.translateCodes',
  method: 'POST',
  path: '/api/data/code-links/translate',
  permission: 'data.govern',
  summary: { zh: '按对照转换代码', en: 'Turn codes of another platform into ours' },
  body: Type.Object({ nodeId: Id, codeSet: Code, codes: Type.Array(Code, { minItems: 1, maxItems: 5000 }) }),
  response: Type.Object({ items: Type.Array(Type.Object({ foreignCode: Code, code: nullable(Code) })) }),
})

/** 跨城共享协议: what another city is given of a resource, for how long. */
export const ShareAgreement = Type.Object({
  id: Id,
  nodeId: Id,
  nodeName: Type.String(),
  datasetId: Id,
  datasetName: Type.String(),
  document: Type.String(),
  fields: Type.Array(Type.String()),
  from: Day,
  to: Day,
  isInForce: Type.Boolean(),
  userName: Type.String(),
  createdTime: Time,
})
export type ShareAgreement = Static<typeof ShareAgreement>

export const listShareAgreements = defineOperation({
  id: 'data.listShareAgreements',
  method: 'GET',
  path: '/api/data/cascade/agreements',
  permission: 'data.read',
  summary: { zh: '跨城共享协议', en: 'Agreements with other cities' },
  query: Type.Object(pageQuery),
  response: pageOf(ShareAgreement),
})

export const addShareAgreement = defineOperation({
  id: 'data.addShareAgreement',
  method: 'POST',
  path: '/api/data/cascade/agreements',
  permission: 'data.operate',
  summary: { zh: '登记跨城共享协议', en: 'Register an agreement with another city' },
  body: Type.Object({
    nodeId: Id,
    datasetId: Id,
    document: Type.String({ minLength: 2, maxLength: 200, description: 'Its number or name.' }),
    fields: Type.Array(Type.String({ minLength: 1, maxLength: 63 }), { minItems: 1, maxItems: 400 }),
    from: Day,
    to: Day,
  }),
  response: ShareAgreement,
  creates: true,
})
