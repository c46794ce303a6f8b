import type { Transaction } from '../../../kernel/db/database.ts'
import { newId } from '../../../kernel/ids.ts'
import type { Kernel } from '../../../kernel/kernel.ts'
import { ScimError, wrongValue } from './errors.ts'
import { groupSchema } from './schemas.ts'
import * as store from './store.ts'
import { refuseProtected } from './users.ts'

type Resource = Record<string, unknown>

/** An organisation as SCIM shows it; its members are those whose main post is there. */
export function toScimGroup(row: store.ScimGroupRow, root: string): Resource {
  return {
    schemas: [groupSchema],
    id: row.id,
    ...(row.external_id ? { externalId: row.external_id } : {}),
    displayName: row.name,
    members: row.members.map((one) => ({ ...one, type: 'User', $ref: `${root}/Users/${one.value}` })),
    meta: {
      ...{ resourceType: 'Group', location: `${root}/Groups/${row.id}` },
      ...(row.modified_time ? { lastModified: row.modified_time.toISOString() } : {}),
    },
  }
}

/** Makes or replaces an organisation and its members; answers its id. */
export async function saveGroup(
  { clock }: Kernel,
  tx: Transaction,
  clientId: string,
  body: unknown,
  before?: store.ScimGroupRow,
): Promise<string> {
  const { displayName, members, externalId } = (body ?? {}) as Resource
  const name = typeof displayName === 'string' ? displayName.trim() : ''
  if (name === '') throw wrongValue('displayName 不能为空')
  const id = before?.id ?? newId()
  const wanted = [...new Set([members ?? []].flat().map((one) => String((one as Resource)?.value ?? one)))]
  const current = (before?.members ?? []).map((one) => one.value)
  const joined = wanted.filter((one) => !current.includes(one))
  const left = current.filter((one) => !wanted.includes(one))
  const same = await store.findOrganisationBy(tx, name)
  if (same && same.id !== id) throw new ScimError(409, `单位“${name}”已存在`, 'uniqueness')
  for (const member of [...joined, ...left]) {
    const row = await store.findScimUser(tx, clientId, member)
    if (!row) throw wrongValue(`没有这个用户：${member}`)
    refuseProtected(row.roles)
  }
  if (before) await store.renameGroup(tx, id, name)
  else {
    const division = await store.cityOf(tx)
    if (!division) throw new ScimError(409, '本市还没有单位，不知道归属哪个区划')
    await store.insertGroup(tx, { id, code: `scim-${id}`, name, division })
  }
  await store.setMembers(tx, id, { joined, left })
  const external = typeof externalId === 'string' && externalId ? externalId : null
  await store.markResource(tx, { clientId, kind: 'Group', id, externalId: external }, clock.now())
  return id
}

/** Takes away an organisation that nothing belongs to; others are kept by the city. */
export async function removeGroup(tx: Transaction, row: store.ScimGroupRow): Promise<void> {
  if (!row.code.startsWith('scim-'))
    throw new ScimError(403, '本市登记的单位不能由同步应用删除', 'mutability')
  if (row.members.length > 0) throw new ScimError(409, '单位还有人员，请先移出')
  await store.deleteGroup(tx, row.id)
  await store.dropResource(tx, 'Group', row.id)
}
