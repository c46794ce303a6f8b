import type { OperationInput, OperationOutput, createThing as operation } from '@civitas/contract'
import { type Principal, requireInScope } from '../../../kernel/access.ts'
import { conflict, invalid } from '../../../kernel/problem.ts'
import { updateFleetThing } from '../fleet/store.ts'
import type { RouteParts } from '../routes.ts'
import { getThing } from './get-thing.ts'

type Input = OperationInput<typeof operation>['body']

/** Registers a thing: of an entity that is there, or with a fresh entity; with a credential of its own when asked. */
export async function createThing(
  parts: RouteParts,
  input: Input,
  by: Principal,
): Promise<OperationOutput<typeof operation>> {
  const { kernel, entities, territory, models, credentials, register } = parts
  const type = models.findThingType(input.thingType)
  if (!type) throw invalid('/body/thingType', `没有“${input.thingType}”这种设备模型`)
  const naming = models.findDefinition(input.thingType)?.namingRule
  if (naming && input.reference && !new RegExp(naming).test(input.reference))
    throw invalid('/body/reference', `编号应符合设备模型的命名规则 ${naming}`)
  if (input.ownerId && !parts.identity.findOrganisation(input.ownerId))
    throw invalid('/body/ownerId', '没有这个单位')
  const made = await kernel.db.transaction(async (tx) => {
    let id = input.entityId
    if (!id) {
      if (!input.reference) throw invalid('/body/reference', '新设备须有编号（或给出 entityId）')
      const geometry = input.position ? { type: 'Point' as const, coordinates: input.position } : null
      requireInScope(input.position ? territory.findDivisionAt(...input.position) : null, by.scope)
      const entity = {
        type: type.entityType,
        reference: input.reference,
        name: input.name ?? input.reference,
        geometry,
        attributes: input.attributes,
      }
      if ((await entities.importMany(tx, [entity])) === 0)
        throw conflict('reference-taken', `编号 ${input.reference} 已登记。`)
      id = (await entities.findByReference(tx, type.entityType, input.reference))?.id as string
    }
    const entity = await entities.find(tx, id)
    if (!entity) throw invalid('/body/entityId', '没有这个实体')
    requireInScope(entity.division_code, by.scope)
    const streams = await register.register(tx, [{ entityId: id, thingType: input.thingType }])
    if (streams.length === 0) throw conflict('thing-exists', '此实体已登记为设备。')
    const { ownerId, serial, sector } = input
    if (ownerId || serial || sector) await updateFleetThing(tx, id, { ownerId, serial, sector })
    const credential = input.credential
      ? await credentials.create(tx, { name: input.credential.name, kind: 'device', thingIds: [id] })
      : null
    return { id, credential }
  })
  return { ...(await getThing(parts, made.id, by)), credential: made.credential }
}
