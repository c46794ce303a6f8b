import type { DataElement } from '@civitas/contract'
import * as contract from '@civitas/contract'
import { requireWholeCity } from '../../../kernel/access.ts'
import { invalid, notFound } from '../../../kernel/problem.ts'
import { getDatasetRow, writeDataset } from '../catalogue/register-dataset.ts'
import { requireOwn } from '../catalogue/rules.ts'
import { findDataset } from '../catalogue/store.ts'
import type { DataParts } from '../data-parts.ts'
import { giveTask } from '../govern-tasks/give-task.ts'
import { findCodeSet, listCodeSets, putCodeSet } from './code-store.ts'
import { conformityOf, standardsRefusals } from './conformity.ts'
import { designFindings } from './rules.ts'
import * as store from './store.ts'
import { suggestFor } from './suggest.ts'
import { bindTerms } from './terms.ts'

/** Binds the standards library. A table is released only once its columns follow it. */
export function bindStandards(parts: DataParts): void {
  parts.releaseGates.push((dataset) => standardsRefusals(parts, dataset))
  bindCodeSets(parts)
  bindElements(parts)
  bindMapping(parts)
  bindConformity(parts)
  bindTerms(parts)
}

function bindCodeSets(parts: DataParts): void {
  const { http, db, clock } = parts.kernel
  http.bind(contract.listCodeSets, ({ query }) =>
    listCodeSets(db, query.day ? new Date(`${query.day}T12:00:00+08:00`) : clock.now()),
  )
  http.bind(contract.putCodeSet, async ({ params, body }, { principal }) => {
    requireWholeCity(principal.scope)
    const doubled = body.codes.find(
      (one, i) => body.codes.findIndex((other) => other.code === one.code) !== i,
    )
    if (doubled) throw invalid('/body/codes', `代码“${doubled.code}”重复`)
    await db.transaction((tx) => putCodeSet(tx, { ...body, code: params.code }))
    const at = new Date(Math.max(clock.now().getTime(), Date.parse(`${body.validFrom}T12:00:00+08:00`)))
    const set = await findCodeSet(db, params.code, at)
    if (!set) throw notFound('代码集', params.code)
    return set
  })
}

function bindElements(parts: DataParts): void {
  const { http, db, clock } = parts.kernel
  http.bind(contract.listElements, ({ query }) => store.listElements(db, query))
  http.bind(contract.putElement, async ({ params, body }) => {
    const { deadline = null, ...element } = body
    if (element.codeSet && !(await findCodeSet(db, element.codeSet, clock.now())))
      throw invalid('/body/codeSet', '没有这个代码集')
    await store.putElement(db, params.code, element, { state: 'draft', deadline, now: clock.now() })
    return (await store.findElement(db, params.code)) as DataElement
  })
  http.bind(contract.moveElement, ({ params, body }) => moveElement(parts, params.code, body.state))
}

const moves: Record<DataElement['state'], ReadonlyArray<DataElement['state']>> = {
  ...{ draft: ['in-review'], 'in-review': ['draft', 'published'], published: ['withdrawn'] },
  withdrawn: ['draft'],
}

/** Moves an element on; those whose columns follow it are told what changes and until when. */
async function moveElement(
  parts: DataParts,
  code: string,
  state: DataElement['state'],
): Promise<DataElement> {
  return parts.kernel.db.transaction(async (tx) => {
    const element = await store.findElement(tx, code)
    if (!element) throw notFound('数据元', code)
    if (!moves[element.state].includes(state)) throw invalid('/body/state', '数据元不能直接改为该状态')
    await store.setElementState(tx, code, state, parts.kernel.clock.now())
    const news = state === 'published' ? '已修订' : '已废止'
    if (state === 'published' || state === 'withdrawn')
      for (const user of await store.usersOfElement(tx, code))
        await giveTask(parts, tx, {
          key: `element:${code}:${element.revision}:${state}:${user.dataset_id}`,
          ...{ kind: 'schema-change', subjectId: user.dataset_id, datasetId: user.dataset_id },
          organisationId: user.organisation_id,
          title: `数据元“${element.name}”${news}`,
          text: `“${user.name}”的信息项${user.fields.join('、')}对标该数据元，请${element.deadline ? `在${element.deadline}前` : ''}检查并调整。`,
          link: '/console/data-standards',
        })
    return (await store.findElement(tx, code)) as DataElement
  })
}

function bindMapping(parts: DataParts): void {
  const { http, db } = parts.kernel
  http.bind(contract.suggestElements, async ({ params }, { principal }) => {
    const dataset = await getDatasetRow(parts, principal, params.id)
    requireOwn(principal, dataset.organisation_id)
    return suggestFor(parts, dataset)
  })
  http.bind(contract.mapElements, async ({ params, body }, { principal }) => {
    requireOwn(principal, (await getDatasetRow(parts, principal, params.id)).organisation_id)
    await db.transaction(async (tx) => {
      const dataset = await findDataset(tx, params.id, { lock: true })
      if (!dataset) throw notFound('数据资源', params.id)
      const known = new Set((await store.publishedElements(tx)).map((one) => one.code))
      for (const [name, code] of Object.entries(body.mapping)) {
        if (!dataset.fields.some((field) => field.name === name))
          throw invalid(`/body/mapping/${name}`, `没有信息项“${name}”`)
        if (code !== null && !known.has(code))
          throw invalid(`/body/mapping/${name}`, `没有已发布的数据元“${code}”`)
      }
      const fields = dataset.fields.map((field) =>
        field.name in body.mapping ? { ...field, element: body.mapping[field.name] ?? null } : field,
      )
      await writeDataset(parts, tx, dataset, { fields }, { act: 'described', userName: principal.name })
    })
    return { done: true as const }
  })
}

function bindConformity(parts: DataParts): void {
  const { http, db, clock } = parts.kernel
  http.bind(contract.checkConformity, async ({ params }, { principal }) => {
    const dataset = await getDatasetRow(parts, principal, params.id)
    requireOwn(principal, dataset.organisation_id)
    return conformityOf(parts, dataset)
  })
  http.bind(contract.waiveElement, async ({ params, body }, { principal }) => {
    const dataset = await getDatasetRow(parts, principal, params.id)
    if (!dataset.fields.some((field) => field.name === body.field))
      throw invalid('/body/field', `没有信息项“${body.field}”`)
    const until = new Date(body.until)
    if (!(until > clock.now())) throw invalid('/body/until', '豁免期限应在今天之后')
    const waiver = { datasetId: params.id, field: body.field, reason: body.reason, until }
    return store.insertWaiver(db, { ...waiver, userName: principal.name }, clock.now())
  })
  http.bind(contract.checkDesign, async ({ body }) => {
    return { findings: designFindings(await store.publishedElements(db), body.fields) }
  })
}
