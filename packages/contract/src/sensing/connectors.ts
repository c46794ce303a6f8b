import { type Static, Type } from 'typebox'
import { LocalTextSchema } from '../common.ts'
import { defineOperation } from '../operation.ts'

/** How readings of an existing system come in, as its domain declares it. */
export const Connector = Type.Object({
  id: Type.String(),
  title: LocalTextSchema,
  format: Type.Union([Type.Literal('csv'), Type.Literal('table'), Type.Literal('http')]),
  /** Where the numbers are from and on what terms. */
  attribution: Type.Union([LocalTextSchema, Type.Null()]),
  missing: Type.Array(Type.String(), { description: 'Texts that mean: no value. Never zero.' }),
  time: Type.Union([
    Type.Object({
      columns: Type.Array(Type.String(), { description: 'Year, month, day, hour.' }),
      utcOffset: Type.String({ description: '+08:00' }),
    }),
    Type.Object({ column: Type.String({ description: 'A column of RFC 3339 times.' }) }),
  ]),
  thingType: Type.String(),
  thingColumn: Type.String(),
  columns: Type.Array(
    Type.Object({
      from: Type.String(),
      to: Type.String({ description: 'Datastream of the thing type.' }),
      multiply: Type.Optional(Type.Number()),
      add: Type.Optional(Type.Number()),
      codes: Type.Optional(Type.Record(Type.String(), Type.Number())),
    }),
  ),
})
export type Connector = Static<typeof Connector>

export const listConnectors = defineOperation({
  id: 'sensing.listConnectors',
  method: 'GET',
  path: '/api/sensing/connectors',
  permission: 'sensing.read',
  summary: { zh: '数据接入映射', en: 'Mappings of data files and systems onto things' },
  response: Type.Array(Connector),
})
