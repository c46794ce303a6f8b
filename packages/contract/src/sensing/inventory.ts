import { type Static, Type } from 'typebox'
import { Id, pageOf, pageQuery, Time } from '../common.ts'
import { defineOperation } from '../operation.ts'
import { oneOf, orNull, Position } from './shapes.ts'
import { Facility } from './siting.ts'

const idParams = Type.Object({ id: Id })

export const checkInventory = defineOperation({
  id: 'sensing.checkInventory',
  method: 'POST',
  path: '/api/sensing/facilities/{id}/checks',
  permission: 'sensing.facilities',
  summary: { zh: '现场盘点一处设施', en: 'A field scan: found where it should be, moved, or missing' },
  params: idParams,
  body: Type.Object({
    found: Type.Boolean(),
    position: Type.Optional(Position),
    comment: Type.Optional(Type.String({ maxLength: 500 })),
  }),
  response: Type.Object({
    result: oneOf('confirmed', 'missing', 'moved'),
    distanceMetres: orNull(Type.Number()),
    facility: Facility,
  }),
  creates: true,
})

/** What a scan in the field found. */
const InventoryCheck = Type.Object({
  id: Id,
  facilityId: Id,
  facilityName: Type.String(),
  reference: Type.String(),
  result: oneOf('confirmed', 'missing', 'moved'),
  distanceMetres: orNull(Type.Number()),
  position: orNull(Position),
  checkedBy: Type.String(),
  time: Time,
  comment: orNull(Type.String()),
})
export type InventoryCheck = Static<typeof InventoryCheck>

export const listInventoryChecks = defineOperation({
  id: 'sensing.listInventoryChecks',
  method: 'GET',
  path: '/api/sensing/inventory-checks',
  permission: 'sensing.read',
  summary: { zh: '盘点记录：在位、缺失、移位', en: 'Scans in the field: in place, missing, moved' },
  query: Type.Object({
    ...pageQuery,
    result: Type.Optional(oneOf('confirmed', 'missing', 'moved')),
  }),
  response: Type.Intersect([
    pageOf(InventoryCheck),
    Type.Object({ byResult: Type.Record(Type.String(), Type.Integer()) }),
  ]),
})
