import type { fileCrossCase, OperationInput } from '@civitas/contract'
import type { Principal } from '../../../kernel/access.ts'
import { newId } from '../../../kernel/ids.ts'
import { conflict, type FieldError, invalid, notFound, Problem } from '../../../kernel/problem.ts'
import { numberFault } from '../../identity/index.ts'
import { requireType } from '../licences/catalogue.ts'
import { verifyFile } from '../licences/verify.ts'
import { dayOf } from '../numbers.ts'
import { judgeRecognition } from '../recognition/rules.ts'
import { findForCode } from '../recognition/store.ts'
import { judgeForeign, readForeign, readLicence } from '../recognition/verify.ts'
import type { ServicesParts } from '../services-parts.ts'
import { enqueue, findSystem, type SystemRow } from '../systems/store.ts'
import * as store from './store.ts'

type Body = OperationInput<typeof fileCrossCase>['body']
type Material = Body['materials'][number]

async function requireCity(parts: ServicesParts, id: string): Promise<SystemRow> {
  const system = await findSystem(parts.kernel.db, { id })
  if (system?.kind !== 'city' || system.state !== 'active') throw notFound('合作城市', id)
  return system
}

/** Files an application for the office of another city. Whatever has no equivalence there stops it before anything is sent. */
export async function fileCase(parts: ServicesParts, principal: Principal, body: Body): Promise<string> {
  const { db, clock } = parts.kernel
  const system = await requireCity(parts, body.systemId)
  const wrong = numberFault(body.applicant.kind, body.applicant.number)
  if (wrong) throw invalid('/body/applicant/number', wrong)
  const item = await findForCode(db, { systemId: system.id, kinds: ['item'], foreign: [body.itemCode] })
  const faults: FieldError[] = []
  const judged = judgeRecognition(item, null, dayOf(clock.now()))
  if (judged.outcome === 'refused') faults.push({ path: '/body/itemCode', message: `事项${judged.text}` })
  const materials = await readEquivalents(parts, system, body.materials, faults)
  if (faults.length > 0 || !item)
    throw new Problem('invalid', 'no-equivalence', faults.map((one) => one.message).join('；'), faults)
  const id = newId()
  const { applicant, form, answers = {} } = body
  const now = clock.now()
  const filed = { window: principal.name, sentTime: now.toISOString() }
  const content = { itemCode: body.itemCode, applicant, form, answers, materials, ...filed }
  await db.transaction(async (tx) => {
    await store.insertCross(tx, {
      ...{ id, system_id: system.id, role: 'sent', application_id: null, item_code: body.itemCode },
      ...{
        item_title: item.foreign_title,
        subject_name: applicant.name,
        source: '本市窗口',
        state: 'sending',
      },
      ...{ division_code: parts.territory.cityCode() ?? '', content: { applicant, form, answers } },
      ...{ faults: [], progress: null, sent_time: now, received_time: null, ended_time: null },
    })
    await enqueue(
      tx,
      { systemId: system.id, kind: 'transfer', objectId: id, reference: item.foreign_title, content },
      now,
    )
  })
  return id
}

/** Materials under the other city’s codes; what has no equivalent there is told by its path. */
export async function readEquivalents(
  parts: ServicesParts,
  system: SystemRow,
  materials: readonly Material[],
  faults: FieldError[],
) {
  const { db, clock } = parts.kernel
  const day = dayOf(clock.now())
  const found: (Material & { material: string })[] = []
  for (const [at, one] of materials.entries()) {
    const path = `/body/materials/${at}`
    const row = await findForCode(db, { systemId: system.id, kinds: ['material'], local: one.material })
    const judged = judgeRecognition(row, null, day)
    if (judged.outcome === 'refused')
      faults.push({ path: `${path}/material`, message: `材料“${one.material}”${judged.text}` })
    if (one.licence) {
      const why = await licenceFault(parts, system, one.licence)
      if (why) faults.push({ path: `${path}/licence`, message: why })
    } else if (!one.file) faults.push({ path, message: '请上传文件或提供电子证照' })
    if (row) found.push({ ...one, material: row.foreign_code })
  }
  return found
}

/** Why a licence cannot stand in for a paper in the other city; one of that city itself need only be genuine. */
async function licenceFault(parts: ServicesParts, system: SystemRow, file: string): Promise<string | null> {
  const { db, clock } = parts.kernel
  const data = readLicence(Buffer.from(file, 'base64'))
  if (!data) return '不是可以核验的电子证照'
  const own = await verifyFile(parts, file)
  if (own.verdict === 'valid') {
    const type = await requireType(parts, data.typeId)
    const row = await findForCode(db, { systemId: system.id, kinds: ['licence'], local: type.id })
    const judged = judgeRecognition(row, null, dayOf(clock.now()))
    return judged.outcome === 'passed' ? null : `${data.typeTitle}在${system.name}${judged.text}`
  }
  const paper = readForeign(file)
  if (!paper) return '不是可以核验的电子证照'
  const { judged } = await judgeForeign(parts, system.id, paper, null)
  return judged.outcome === 'passed' ? null : `${data.typeTitle}${judged.text}`
}

/** Answers a correction of the competent office through the window where it was filed. */
export async function supplementCase(
  parts: ServicesParts,
  id: string,
  body: { form?: Record<string, unknown>; materials?: readonly Material[] },
): Promise<void> {
  const { db, clock } = parts.kernel
  const row = await store.findCross(db, { id })
  if (row?.role !== 'sent') throw notFound('跨区域办件', id)
  if (row.state !== 'correcting') throw conflict('wrong-state', '该办件不在待补正状态。')
  const system = await requireCity(parts, row.system_id)
  const faults: FieldError[] = []
  const materials = await readEquivalents(parts, system, body.materials ?? [], faults)
  if (faults.length > 0)
    throw new Problem('invalid', 'no-equivalence', faults.map((one) => one.message).join('；'), faults)
  const content = { form: body.form ?? {}, materials }
  const message = { systemId: system.id, kind: 'supplement', objectId: id, reference: row.item_title }
  await db.transaction((tx) => enqueue(tx, { ...message, content }, clock.now()))
}
