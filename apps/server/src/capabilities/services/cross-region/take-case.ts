import { Type } from 'typebox'
import { sm3 } from '../../../kernel/crypto.ts'
import type { Transaction } from '../../../kernel/db/database.ts'
import { newId } from '../../../kernel/ids.ts'
import { conflict, invalid, notFound } from '../../../kernel/problem.ts'
import { actIn } from '../applications/act-on.ts'
import { openDraft } from '../applications/start.ts'
import { insertFile } from '../applications/store.ts'
import { submitIn } from '../applications/submit.ts'
import { findInForceByCode, readMaterials, type VersionRow } from '../items/store.ts'
import { verifyFile } from '../licences/verify.ts'
import { dayOf } from '../numbers.ts'
import { judgeRecognition } from '../recognition/rules.ts'
import { findForCode } from '../recognition/store.ts'
import { judgeForeign, readForeign, readLicence } from '../recognition/verify.ts'
import type { ServicesParts } from '../services-parts.ts'
import { readerOf, Words } from '../systems/shapes.ts'
import type { SystemRow } from '../systems/store.ts'
import type { Handlers } from '../systems/take.ts'
import { progressOf } from './progress.ts'
import * as store from './store.ts'

const AnyObject = Type.Unsafe<Record<string, unknown>>({ type: 'object', additionalProperties: true })
const Material = Type.Object({
  material: Words,
  licence: Type.Optional(Type.String()),
  file: Type.Optional(Type.Object({ name: Words, contentType: Words, content: Type.String() })),
})
type Material = {
  material: string
  licence?: string
  file?: { name: string; contentType: string; content: string }
}
const readTransfer = readerOf(
  Type.Object({
    itemCode: Words,
    applicant: Type.Object({
      kind: Type.Union([Type.Literal('person'), Type.Literal('organisation')]),
      ...{ name: Words, number: Words },
    }),
    ...{ form: AnyObject, answers: AnyObject, materials: Type.Array(Material) },
    sentTime: Type.String(),
  }),
)
const readSupplement = readerOf(Type.Object({ form: AnyObject, materials: Type.Array(Material) }))
const readItemForm = readerOf(Type.Object({ itemCode: Words }))

/** An item another city may file for: in force here, and both have signed that it may. */
async function requireItem(
  parts: ServicesParts,
  tx: Transaction,
  system: SystemRow,
  itemCode: string,
): Promise<VersionRow> {
  const day = dayOf(parts.kernel.clock.now())
  const row = await findForCode(tx, { systemId: system.id, kinds: ['item'], local: itemCode })
  const judged = judgeRecognition(row, null, day)
  if (judged.outcome === 'refused') throw invalid('/content/itemCode', `事项${judged.text}`)
  const item = await findInForceByCode(tx, itemCode, day)
  if (!item) throw invalid('/content/itemCode', '该事项未发布或已取消')
  return item
}

/** 跨区域收件 and what goes with it, at the competent city (SOC-121). */
export const crossHandlers: Handlers = {
  'item-form': {
    from: ['city'],
    take: async (parts, tx, system, { content }) => {
      const { content: item } = await requireItem(parts, tx, system, readItemForm(content).itemCode)
      const named = await readMaterials(
        tx,
        item.materials.map((one) => one.material),
      )
      const titles = new Map(named.map((one) => [one.code, one.title]))
      const materials = item.materials.map(({ material, required }) => ({
        ...{ material, title: titles.get(material) ?? material, required },
      }))
      const { title, fields, promisedDays } = item
      return { reference: title, result: { title, fields, materials, promisedDays } }
    },
  },
  transfer: {
    from: ['city'],
    take: async (parts, tx, system, { objectId, content }) => {
      const given = readTransfer(content)
      const item = await requireItem(parts, tx, system, given.itemCode)
      const subject = await parts.identity.subjects.ensure(tx, given.applicant)
      const source = `${system.name}窗口`
      const now = parts.kernel.clock.now()
      const { id } = await openDraft(parts, tx, {
        item,
        // Nobody here entered it; no account of this city owns it.
        party: {
          subject,
          by: { id: null, name: source },
          authority: 'desk',
          authorityId: null,
          scenes: null,
        },
        ...{ userId: system.id, channel: 'other-system' },
      })
      const actor = { name: source, organisationId: null }
      await actIn(parts, tx, id, actor, async ({ row, note }) => {
        Object.assign(row, { form: { ...given.form, ...row.form }, answers: given.answers })
        row.held = { ...row.held, ...(await keepMaterials(parts, tx, system, row, given.materials)) }
        await note('跨区域收件', `来源：${source}`)
      })
      await submitIn(parts, tx, id, actor, {})
      const progress = await progressOf(tx, id)
      await store.insertCross(tx, {
        ...{ id: objectId, system_id: system.id, role: 'taken', application_id: id, item_code: item.code },
        ...{ division_code: parts.territory.cityCode() ?? '', item_title: item.content.title, source },
        ...{ subject_name: subject.name, content: null, state: 'waiting', faults: [], progress },
        ...{ sent_time: new Date(given.sentTime), received_time: now, ended_time: null },
      })
      return {
        reference: progress.number ?? '',
        result: { receivedTime: now.toISOString(), progress, state: 'waiting' },
      }
    },
  },
  supplement: {
    from: ['city'],
    take: async (parts, tx, system, { objectId, content }) => {
      const given = readSupplement(content)
      const cross = await store.findCross(tx, { id: objectId })
      if (cross?.system_id !== system.id || !cross.application_id) throw notFound('跨区域办件', objectId)
      const actor = { name: cross.source, organisationId: null }
      await actIn(parts, tx, cross.application_id, actor, async ({ row }) => {
        if (row.state !== 'correcting') throw conflict('wrong-state', '该办件不在待补正状态。')
        row.form = { ...row.form, ...given.form }
        row.held = { ...row.held, ...(await keepMaterials(parts, tx, system, row, given.materials)) }
      })
      await submitIn(parts, tx, cross.application_id, actor, {})
      return { reference: cross.progress?.number ?? '' }
    },
  },
}

/** Keeps materials with the application: files as they are, licences once they were verified here. */
async function keepMaterials(
  parts: ServicesParts,
  tx: Transaction,
  system: SystemRow,
  row: { id: string; subject_id: string },
  materials: readonly Material[],
) {
  const held: Record<string, { by: 'licence' | 'upload'; reference: string; fileId: string }> = {}
  for (const [at, one] of materials.entries()) {
    const file = one.licence
      ? await readPaper(parts, system, one.licence, `/content/materials/${at}/licence`)
      : one.file && { ...one.file, bytes: Buffer.from(one.file.content, 'base64') }
    if (!file) throw invalid(`/content/materials/${at}`, '既没有文件也没有电子证照')
    const id = newId()
    await insertFile(
      tx,
      {
        ...{ id, applicationId: row.id, subject_id: row.subject_id, material: one.material, name: file.name },
        ...{ content_type: file.contentType, content: file.bytes, digest: sm3(file.bytes) },
      },
      parts.kernel.clock.now(),
    )
    held[one.material] = { by: one.licence ? 'licence' : 'upload', reference: file.name, fileId: id }
  }
  return held
}

async function readPaper(parts: ServicesParts, system: SystemRow, licence: string, path: string) {
  const bytes = Buffer.from(licence, 'base64')
  const data = readLicence(bytes)
  const own = data && (await verifyFile(parts, licence))
  if (data && own?.verdict !== 'valid') {
    const paper = readForeign(licence)
    const judged = paper && (await judgeForeign(parts, system.id, paper, null)).judged
    if (judged?.outcome !== 'passed') throw invalid(path, `${data.typeTitle}${judged?.text ?? '不能核验'}`)
  }
  if (!data) throw invalid(path, '不是可以核验的电子证照')
  const isPdf = bytes.subarray(0, 4).toString() === '%PDF'
  return {
    ...{ name: `${data.typeTitle} ${data.number}`, bytes },
    contentType: isPdf ? 'application/pdf' : 'application/json',
  }
}
