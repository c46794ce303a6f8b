import * as contract from '@civitas/contract'
import { hasPermission } from '../../../kernel/access.ts'
import type { Queryable } from '../../../kernel/db/database.ts'
import { newId } from '../../../kernel/ids.ts'
import { conflict, forbidden, invalid, notFound } from '../../../kernel/problem.ts'
import { requireOrganisation } from '../acting.ts'
import { listSigningKeys } from '../licences/store.ts'
import type { ServicesParts } from '../services-parts.ts'
import { keyPurposes } from '../signing.ts'
import { listFields, namerOfFields } from './code-fields.ts'
import { toleranceSeconds } from './rules.ts'
import * as show from './show-code.ts'
import * as store from './store.ts'
import { verify } from './verify-code.ts'

/** Binds 市民码: showing, scenes, verification, printed codes. */
export function bindCityCode(parts: ServicesParts): void {
  const { http, db, clock, jobs } = parts.kernel
  http.bind(contract.getCityCode, (_, { principal }) => show.show(parts, principal))
  http.bind(contract.setCityCodeFrozen, ({ body }, { principal }) =>
    show.freeze(parts, principal, body.frozen),
  )
  http.bind(contract.listMyScans, ({ query }, { principal }) => show.listMine(parts, principal, query))
  http.bind(contract.printCityCode, ({ body }) => show.printCard(parts, body))
  http.bind(contract.stopCityCodeCard, ({ params }) => show.loseCard(parts, params.number))
  http.bind(contract.verifyCityCode, ({ body }, { principal }) => verify(parts, principal, body))
  bindScenes(parts)
  jobs.every('services-code-used', '23 * * * *', () =>
    store.dropOldNonces(db, new Date(clock.now().getTime() - 86_400_000)),
  )
}

function toScene(
  row: store.SceneRow & { passed?: number; refused?: number },
  nameOf: (field: string) => string,
): contract.CodeScene {
  return {
    fieldTitles: row.fields.map(nameOf),
    ...{ id: row.id, name: row.name, purpose: row.purpose, basis: row.basis, ownerName: row.owner_name },
    ...{ fields: row.fields, terminals: row.terminals, singleUse: row.single_use, offline: row.offline },
    ...(row.min_grade ? { minGrade: row.min_grade } : {}),
    ...(row.from_hour === null ? {} : { fromHour: row.from_hour }),
    ...(row.to_hour === null ? {} : { toHour: row.to_hour }),
    ...{ state: row.state, reviewNote: row.review_note, passed: row.passed ?? 0, refused: row.refused ?? 0 },
  }
}

export type CodeSceneInput = contract.OperationInput<typeof contract.proposeCodeScene>['body']

export async function addScene(
  parts: ServicesParts,
  db: Queryable,
  body: CodeSceneInput,
  owner: { id: string; name: string },
  state: store.SceneRow['state'],
): Promise<string> {
  const row: store.SceneRow = {
    ...{ id: newId(), name: body.name, purpose: body.purpose, basis: body.basis, owner_id: owner.id },
    ...{ owner_name: owner.name, fields: body.fields, terminals: body.terminals, single_use: body.singleUse },
    ...{ offline: body.offline, min_grade: body.minGrade ?? null, from_hour: body.fromHour ?? null },
    ...{ to_hour: body.toHour ?? null, state, review_note: null },
  }
  await store.insertScene(db, row, parts.kernel.clock.now())
  return row.id
}

async function requireFields(parts: ServicesParts, fields: readonly string[]): Promise<void> {
  const known = new Set((await listFields(parts)).map((one) => one.code))
  const at = fields.findIndex((field) => !known.has(field))
  if (at >= 0) throw invalid(`/body/fields/${at}`, `没有“${fields[at]}”这个字段`)
}

function bindScenes(parts: ServicesParts): void {
  const { http, db, clock } = parts.kernel
  http.bind(contract.listCodeScenes, async ({ query }, { principal }) => {
    const all = hasPermission(principal, 'services.scenes')
    if (!all && !hasPermission(principal, 'services.scan'))
      throw forbidden('您没有“查看用码场景”的权限（services.scan）。')
    const { items, total } = await store.listScenes(db, all ? null : requireOrganisation(principal).id, query)
    const nameOf = await namerOfFields(parts)
    return { items: items.map((row) => toScene(row, nameOf)), total }
  })
  http.bind(contract.listCodeFields, async ({ query: { search, offset = 0, limit = 50 } }) => {
    const all = await listFields(parts)
    const found = search ? all.filter((one) => one.title.includes(search) || one.code.includes(search)) : all
    return { items: found.slice(offset, offset + limit), total: found.length }
  })
  http.bind(contract.proposeCodeScene, async ({ body }, { principal }) => {
    const { id: ownerId, name } = requireOrganisation(principal)
    await requireFields(parts, body.fields)
    if (body.minGrade && body.fields.length > 0)
      throw invalid('/body/fields', '信用场景只返回是否符合，不能同时取用字段')
    const id = await addScene(parts, db, body, { id: ownerId, name }, 'draft')
    return toScene((await store.findScene(db, id)) as store.SceneRow, await namerOfFields(parts))
  })
  http.bind(contract.reviewCodeScene, async ({ params, body }) => {
    const row = await store.findScene(db, params.id)
    if (!row) throw notFound('用码场景', params.id)
    const from = body.to === 'stopped' ? ['active'] : ['draft', 'stopped']
    if (!from.includes(row.state)) throw conflict('wrong-state', '场景的状态不允许这样处理。')
    await store.reviewScene(db, params.id, { state: body.to, note: body.note, now: clock.now() })
    return toScene({ ...row, state: body.to, review_note: body.note }, await namerOfFields(parts))
  })
  http.bind(contract.getOfflineKit, async ({ params }) => {
    const scene = await store.findScene(db, params.id)
    if (!scene) throw notFound('用码场景', params.id)
    if (!scene.offline) throw conflict('not-offline', '该场景不允许离线核验。')
    const now = clock.now()
    const keys = (await listSigningKeys(db)).filter((one) => one.purpose === keyPurposes.cityCode)
    const published = await Promise.all(keys.map((one) => parts.identity.keys.publish(one.key_id)))
    return {
      ...{ version: Math.floor(now.getTime() / 60_000), issuedTime: now.toISOString(), toleranceSeconds },
      keys: published
        .filter((one) => one.state !== 'revoked')
        .map(({ keyId, publicKey }) => ({ keyId, publicKey })),
      denied: (await store.listFrozen(db)).map((one) => one.pseudonym),
    }
  })
}
