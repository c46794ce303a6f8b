import * as contract from '@civitas/contract'
import type { EntityType } from '@civitas/domain-kit'
import { requireInScope } from '../../../kernel/access.ts'
import { sql } from '../../../kernel/db/sql.ts'
import { newId } from '../../../kernel/ids.ts'
import type { Kernel } from '../../../kernel/kernel.ts'
import { conflict, invalid, notFound } from '../../../kernel/problem.ts'
import type { Territory } from '../../territory/index.ts'
import { changeEntity, type EntityForm } from '../register-entity.ts'
import {
  findDispute,
  insertDispute,
  insertSurveyTask,
  listDisputes,
  listSurveyTasks,
  ruleDispute,
} from './disputes.ts'
import { importPartFile } from './import-parts.ts'
import { createPart, getPart, type PartKeeping, removePart, surveyPart } from './keep-parts.ts'
import { findPartClass } from './rules.ts'
import { countParts, listPartsOf } from './store.ts'

/** 城市部件: registers of parts with codes of GB/T 30428.2, census, disputes of ownership (GOV-046). */
export function bindParts(
  kernel: Kernel,
  given: { form: EntityForm; territory: Territory; types: readonly EntityType[] },
): void {
  const { http, db, clock } = kernel
  const keeping: PartKeeping = { ...given, messages: kernel.messages }
  const ids = given.types.map((one) => one.id)
  http.bind(contract.listParts, ({ query }, { principal }) => listPartsOf(db, ids, query, principal.scope))
  http.bind(contract.getPartStatistics, async ({ query }, { principal }) => {
    const rows = await countParts(db, ids, query, principal.scope)
    const byClass = rows.map((row) => {
      const found = findPartClass(row.classCode)
      return { ...row, title: found?.title.zh ?? row.classCode, largeTitle: found?.large.title.zh ?? '' }
    })
    return { total: rows.reduce((sum, row) => sum + row.count, 0), byClass }
  })
  http.bind(contract.createPart, ({ body }, { principal }) =>
    db.transaction((tx) => createPart(tx, keeping, body, principal, clock.now())),
  )
  http.bind(contract.surveyPart, ({ params, body }, { principal }) =>
    db.transaction((tx) => surveyPart(tx, keeping, params.id, body, principal, clock.now())),
  )
  http.bind(contract.removePart, ({ params, body }, { principal }) =>
    db.transaction((tx) => removePart(tx, keeping, params.id, body, principal, clock.now())),
  )
  http.bind(contract.importParts, ({ body }, { principal }) =>
    db.transaction((tx) => importPartFile(tx, keeping, body, principal, clock.now())),
  )
  bindDisputes(kernel, keeping)
  bindTasks(kernel, keeping)
  kernel.messages.subscribe('entities.bind-to-grids', contract.gridsChanged, async (tx, { body }) => {
    // What lies in a community that was drawn anew belongs to the grid that now holds it.
    const rows = await tx.query<{
      id: string
      lon: number
      lat: number
      code: string
    }>(sql`SELECT id, lon, lat,
        division_code AS code FROM entities.entity
      WHERE division_code >= ${body.communityCode} AND division_code < ${`${body.communityCode}:`} AND lon IS NOT NULL`)
    const moved = rows.flatMap((row) => {
      const code = given.territory.findGridAt(row.lon, row.lat, clock.now())?.code
      return code && code !== row.code ? [{ id: row.id, code }] : []
    })
    await tx.query(sql`UPDATE entities.entity e SET division_code = m.code
      FROM jsonb_to_recordset(${JSON.stringify(moved)}::jsonb) AS m(id uuid, code text) WHERE e.id = m.id`)
  })
}

function bindDisputes({ http, db, clock }: Kernel, keeping: PartKeeping): void {
  http.bind(contract.listPartDisputes, ({ query }, { principal }) => listDisputes(db, query, principal.scope))
  http.bind(contract.raisePartDispute, ({ params, body }, { principal }) =>
    db.transaction(async (tx) => {
      const part = await getPart(tx, keeping, params.id, principal)
      if (part.owner === body.claimedOwner) throw invalid('/body/claimedOwner', '与登记的权属单位相同')
      const id = newId()
      const claim = { id, partId: part.id, registeredOwner: part.owner, raisedBy: principal.name, ...body }
      await insertDispute(tx, claim, clock.now())
      return (await findDispute(tx, id, principal.scope)) as contract.PartDispute
    }),
  )
  http.bind(contract.rulePartDispute, ({ params, body }, { principal }) =>
    db.transaction(async (tx) => {
      const found = await findDispute(tx, params.id, principal.scope)
      if (!found) throw notFound('权属争议', params.id)
      if (found.ruledTime) throw conflict('already-ruled', '该争议已裁定。')
      const part = await getPart(tx, keeping, found.partId, principal)
      await ruleDispute(tx, found.id, { ...body, by: principal.name }, clock.now())
      if (part.owner !== body.owner) {
        const attributes = { owner: body.owner }
        await changeEntity(
          tx,
          keeping,
          part.id,
          { version: part.version, attributes },
          principal,
          clock.now(),
        )
      }
      return (await findDispute(tx, found.id, principal.scope)) as contract.PartDispute
    }),
  )
}

function bindTasks({ http, db, clock }: Kernel, { types, territory }: PartKeeping): void {
  const ids = types.map((one) => one.id)
  http.bind(contract.listPartSurveyTasks, ({ query }, { principal }) =>
    listSurveyTasks(db, ids, query, principal.scope),
  )
  http.bind(contract.createPartSurveyTask, async ({ body }, { principal }) => {
    requireInScope(body.gridCode, principal.scope)
    if (!territory.findDivision(body.gridCode)) throw invalid('/body/gridCode', `没有网格 ${body.gridCode}`)
    if (body.classCode && !findPartClass(body.classCode))
      throw invalid('/body/classCode', `GB/T 30428.2 没有部件小类 ${body.classCode}`)
    const id = newId()
    await insertSurveyTask(db, { id, ...body }, clock.now())
    const { items } = await listSurveyTasks(db, ids, { id }, principal.scope)
    return items[0] as contract.PartSurveyTask
  })
}
