import { hashPassword, newSecret } from '../../../kernel/crypto.ts'
import type { Transaction } from '../../../kernel/db/database.ts'
import { newId } from '../../../kernel/ids.ts'
import type { Kernel } from '../../../kernel/kernel.ts'
import { listWaived } from '../movers/store.ts'
import { findRole, permissionsOf } from '../roles.ts'
import { findDutyConflict, passwordFault } from '../rules.ts'
import { deleteSessionsOf, findUserByAccount, insertUser, updateUser } from '../store.ts'
import { ScimError, wrongValue } from './errors.ts'
import { enterprise, placeSchema, userSchema } from './schemas.ts'
import * as store from './store.ts'

type Resource = Record<string, unknown>

/** An account as SCIM shows it. */
export function toScimUser(row: store.ScimUserRow, root: string): Resource {
  return {
    schemas: [userSchema, enterprise, placeSchema],
    id: row.id,
    ...(row.external_id ? { externalId: row.external_id } : {}),
    ...{ userName: row.account, name: { formatted: row.name }, displayName: row.name, active: !row.disabled },
    ...(row.email ? { emails: [{ value: row.email, type: 'work', primary: true }] } : {}),
    ...(row.phone ? { phoneNumbers: [{ value: row.phone, type: 'mobile', primary: true }] } : {}),
    roles: row.roles.map((value) => ({ value, display: findRole(value)?.name ?? value })),
    groups: row.organisation_id
      ? [
          {
            ...{ value: row.organisation_id, display: row.organisation_name, type: 'direct' },
            $ref: `${root}/Groups/${row.organisation_id}`,
          },
        ]
      : [],
    [enterprise]: row.organisation_name ? { organization: row.organisation_name } : {},
    [placeSchema]: { divisions: row.divisions },
    meta: {
      ...{
        resourceType: 'User',
        location: `${root}/Users/${row.id}`,
        created: row.created_time.toISOString(),
      },
      lastModified: (row.modified_time ?? row.created_time).toISOString(),
    },
  }
}

interface Wanted {
  account: string
  name: string
  active: boolean
  email: string | null
  phone: string | null
  roles: string[]
  divisions: string[]
  organisationId: string | null
  password: string | null
  externalId: string | null
}

/** Makes or replaces an account; answers its id. */
export async function saveUser(
  { clock }: Kernel,
  tx: Transaction,
  clientId: string,
  body: unknown,
  before?: store.ScimUserRow,
): Promise<string> {
  const now = clock.now()
  const id = before?.id ?? newId()
  if (before) refuseProtected(before.roles)
  const wanted = await readUser(tx, body, before)
  await refuse(tx, wanted, before, now)
  const { name, account, active, email, phone, roles, divisions, organisationId } = wanted
  const passwordHash =
    wanted.password || !before ? await hashPassword(wanted.password ?? newSecret()) : undefined
  if (before) {
    await store.renameUser(tx, id, { account, name })
    const rights = { roles, divisions, organisationId }
    await updateUser(tx, id, { ...rights, email, phone, disabled: !active, passwordHash })
    if (!active || wanted.password) await deleteSessionsOf(tx, id)
  } else {
    await insertUser(
      tx,
      {
        ...{ id, account, name, roles, divisions, organisationId, email, phone, demo: false },
        passwordHash: passwordHash as string,
      },
      now,
    )
    if (!active) await updateUser(tx, id, { disabled: true })
  }
  await store.markResource(tx, { clientId, kind: 'User', id, externalId: wanted.externalId }, now)
  return id
}

/** Cancels an account: it can be found by nobody any more, and nobody signs in with it. */
export async function removeUser({ clock }: Kernel, tx: Transaction, row: store.ScimUserRow): Promise<void> {
  refuseProtected(row.roles)
  await store.cancelUser(tx, row.id, clock.now())
  await deleteSessionsOf(tx, row.id)
  await store.dropResource(tx, 'User', row.id)
}

/** Who may manage identities is managed by people only. */
export function refuseProtected(roles: readonly string[]): void {
  if ([...permissionsOf(roles)].some((one) => one.startsWith('identity.') && one !== 'identity.read'))
    throw new ScimError(403, '管理身份与权限的账号和角色不能由同步应用维护')
}

async function refuse(
  tx: Transaction,
  wanted: Wanted,
  before: store.ScimUserRow | undefined,
  now: Date,
): Promise<void> {
  if (!/^[A-Za-z0-9][\w.@-]{1,63}$/.test(wanted.account))
    throw wrongValue('userName 须为 2–64 位字母、数字、点、横线、下划线或 @')
  const other = await findUserByAccount(tx, wanted.account)
  if (other && other.id !== before?.id)
    throw new ScimError(409, `账号 ${wanted.account} 已被使用`, 'uniqueness')
  const unknown = wanted.roles.find((one) => !findRole(one))
  if (unknown) throw wrongValue(`没有“${unknown}”这个角色`)
  refuseProtected(wanted.roles)
  const conflicting = findDutyConflict(wanted.roles, await listWaived(tx, wanted.account, now))
  if (conflicting) throw wrongValue(`职责冲突：${conflicting}不能由同一人担任`)
  const fault = wanted.password ? passwordFault(wanted.password, wanted.account) : null
  if (fault) throw wrongValue(`password：${fault}`)
}

async function readUser(tx: Transaction, body: unknown, before?: store.ScimUserRow): Promise<Wanted> {
  if (typeof body !== 'object' || body === null) throw wrongValue('内容须为对象')
  const one = body as Resource
  const { name } = one as { name?: Record<string, string> }
  const whole = [name?.familyName, name?.givenName].filter(Boolean).join('')
  const account = text(one.userName) ?? ''
  const kept = before?.name
  const told = [text(name?.formatted), text(one.displayName)].filter((each) => each && each !== kept)
  const organisation = await organisationOf(tx, (one[enterprise] as Resource | undefined)?.organization)
  const asked = (one[placeSchema] as Resource | undefined)?.divisions
  // What somebody sees follows the unit, unless it is said otherwise.
  const moves = before && organisation && organisation.id !== before.organisation_id
  const divisions = moves && String(asked) === String(before.divisions) ? null : asked
  return {
    account,
    name: (told[0] ?? whole) || kept || account,
    active: readActive(one.active),
    ...{ email: primary(one.emails), phone: primary(one.phoneNumbers) },
    roles: [one.roles ?? []].flat().map((each) => String((each as Resource)?.value ?? each)),
    divisions:
      Array.isArray(divisions) && divisions.length > 0
        ? divisions.map(String)
        : organisation
          ? [organisation.division_code]
          : [],
    ...{ organisationId: organisation?.id ?? null, password: text(one.password) },
    externalId: text(one.externalId),
  }
}

async function organisationOf(tx: Transaction, words: unknown) {
  const name = text(words)
  if (!name) return null
  const found = await store.findOrganisationBy(tx, name)
  if (!found) throw wrongValue(`没有单位“${name}”`)
  return found
}

function readActive(value: unknown): boolean {
  if (value === undefined || value === null) return true
  if (typeof value === 'boolean') return value
  throw wrongValue('active 须为 true 或 false')
}

function text(value: unknown): string | null {
  return typeof value === 'string' && value.trim() !== '' ? value.trim() : null
}

/** The value that is marked as the first, else the first there is. */
function primary(values: unknown): string | null {
  const list = [values ?? []].flat() as Resource[]
  return text((list.find((one) => one?.primary === true) ?? list[0])?.value)
}
