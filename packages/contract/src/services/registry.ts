import { type Static, Type } from 'typebox'
import { Id, nullable, oneOf, pageOf, pageQuery, Time } from '../common.ts'
import { defineOperation } from '../operation.ts'
import { Day, Text } from './shapes.ts'

const UnitCode = Type.String({ pattern: '^[0-9A-Z]{28}$', description: '不动产单元代码, GB/T 37346.' })

/** 登记簿 entry: first registration, transfer, mortgage, seizure, and what releases one of them. */
export const EstateEntry = Type.Object({
  sequence: Type.Integer(),
  kind: oneOf('first', 'transfer', 'mortgage', 'seizure', 'release'),
  day: Day,
  holder: Type.String({ description: 'Owner, mortgagee or court.' }),
  document: Type.String(),
  releases: nullable(Type.Integer({ description: 'Sequence of the entry it ends.' })),
  byName: Type.String(),
  time: Time,
})
export const EstateUnit = Type.Object({
  code: UnitCode,
  address: Type.String(),
  areaM2: Type.Number(),
  usage: Type.String(),
  ownerName: Type.String(),
  limits: Type.Array(Type.String(), { description: 'Seizures and mortgages in force, in words.' }),
})
export type EstateUnit = Static<typeof EstateUnit>

export const listEstateUnits = defineOperation({
  id: 'services.listEstateUnits',
  method: 'GET',
  path: '/api/services/estate-units',
  permission: 'services.examine',
  summary: { zh: '不动产单元', en: 'Units of real estate of one’s place' },
  query: Type.Object(pageQuery),
  response: pageOf(EstateUnit),
})

export const getEstateUnit = defineOperation({
  id: 'services.getEstateUnit',
  method: 'GET',
  path: '/api/services/estate-units/{code}',
  permission: 'services.examine',
  summary: { zh: '不动产登记簿', en: 'A unit with its book' },
  params: Type.Object({ code: UnitCode }),
  response: Type.Object({ ...EstateUnit.properties, entries: Type.Array(EstateEntry) }),
})

export const registerEstateUnit = defineOperation({
  id: 'services.registerEstateUnit',
  method: 'POST',
  path: '/api/services/estate-units',
  permission: 'services.decide',
  summary: { zh: '首次登记不动产单元', en: 'First registration of a unit' },
  body: Type.Object({
    code: UnitCode,
    address: Text(200),
    areaM2: Type.Number({ minimum: 0.01, maximum: 1_000_000 }),
    usage: oneOf('住宅', '商业', '办公', '工业', '其他'),
    owner: Type.Object({
      kind: oneOf('person', 'organisation'),
      name: Text(100),
      number: Type.String({ minLength: 15, maxLength: 20 }),
    }),
    document: Text(200),
  }),
  response: EstateUnit,
  creates: true,
})

export const addEstateEntry = defineOperation({
  id: 'services.addEstateEntry',
  method: 'POST',
  path: '/api/services/estate-units/{code}/entries',
  permission: 'services.decide',
  summary: { zh: '登记查封、抵押或解除', en: 'Enter a seizure, a mortgage or its release' },
  params: Type.Object({ code: UnitCode }),
  body: Type.Object({
    kind: oneOf('mortgage', 'seizure', 'release'),
    day: Day,
    holder: Text(100),
    document: Text(200),
    releases: Type.Optional(Type.Integer({ minimum: 1 })),
  }),
  response: EstateUnit,
})

/** What an examiner of a registration of firms sees beside the form. */
export const getFirmFacts = defineOperation({
  id: 'services.getFirmFacts',
  method: 'GET',
  path: '/api/services/applications/{id}/firm-facts',
  permission: 'services.examine',
  summary: { zh: '企业登记事实面板', en: 'Facts on a firm, its representative, address and agent' },
  params: Type.Object({ id: Id }),
  response: Type.Object({
    cancelled: Type.Array(Type.Object({ name: Type.String(), code: Type.String(), endedTime: Time }), {
      description: 'Firms of the same representative that were cancelled.',
    }),
    sameAddress: Type.Integer({ description: 'Firms registered at the address in the last year.' }),
    sameAgent: Type.Integer({ description: 'Firms the same person applied for in the last year.' }),
    bannedWords: Type.Array(Type.String()),
    similarNames: Type.Array(Type.Object({ name: Type.String(), score: Type.Number() })),
    warnings: Type.Array(Type.String()),
  }),
})

/** What the owner of a unit agrees to before it is transferred (SOC-010). */
export const EstateSigning = Type.Object({
  applicationId: Id,
  number: nullable(Type.String()),
  unit: UnitCode,
  address: Type.String(),
  sellerName: Type.String(),
  buyerName: Type.String(),
  way: nullable(oneOf('online', 'counter')),
  byName: nullable(Type.String()),
  note: nullable(Type.String()),
  time: nullable(Time),
})
export type EstateSigning = Static<typeof EstateSigning>

export const listMyEstateSignings = defineOperation({
  id: 'services.listMyEstateSignings',
  method: 'GET',
  path: '/api/services/my-estate-signings',
  permission: 'services.apply',
  summary: { zh: '等待我签署的不动产转移', en: 'Transfers that wait for my signature as owner' },
  query: Type.Object(pageQuery),
  response: pageOf(EstateSigning),
})

export const signEstateTransfer = defineOperation({
  id: 'services.signEstateTransfer',
  method: 'POST',
  path: '/api/services/my-estate-signings/{id}',
  permission: 'services.apply',
  summary: { zh: '签署不动产转移', en: 'Agree to the transfer of a unit one owns' },
  params: Type.Object({ id: Id }),
  response: EstateSigning,
})

export const getEstateSigning = defineOperation({
  id: 'services.getEstateSigning',
  method: 'GET',
  path: '/api/services/applications/{id}/estate-signing',
  permission: 'services.examine',
  summary: { zh: '转让方签署情况', en: 'Whether the owner agreed to a transfer' },
  params: Type.Object({ id: Id }),
  response: EstateSigning,
})

export const confirmEstateSeller = defineOperation({
  id: 'services.confirmEstateSeller',
  method: 'POST',
  path: '/api/services/applications/{id}/estate-signing',
  permission: 'services.examine',
  summary: { zh: '现场确认转让方', en: 'The registry saw the owner agree in person' },
  params: Type.Object({ id: Id }),
  body: Type.Object({ note: Text(200) }),
  response: EstateSigning,
})
