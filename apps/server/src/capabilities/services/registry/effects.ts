import { conflict, Problem } from '../../../kernel/problem.ts'
import type { Work } from '../applications/act-on.ts'
import { cancelLicences, reviseLicences } from '../licences/change-licence.ts'
import { dayOf, takeGaplessNumber } from '../numbers.ts'
import type { ServicesParts } from '../services-parts.ts'
import { endDutiesBeyond, informOfPermits } from './permits.ts'
import { creditCodeOf, firmKindOf, inForce, limitText } from './rules.ts'
import { askOwner, requireSigned } from './sign-transfer.ts'
import * as store from './store.ts'

/** 自动核验: what the registry says against an application, when it is handed in and again before it is granted. */
export async function passRegistry(parts: ServicesParts, work: Work): Promise<void> {
  const { register } = work.content
  if (register !== 'estate-check' && register !== 'estate-transfer') return
  const { row, tx } = work
  const code = String(row.form.unit ?? '')
  const unit = await store.findUnit(tx, code)
  if (!unit) throw fault('没有这个不动产单元', code)
  const [seizure] = inForce(await store.listEntries(tx, [code]), 'seizure')
  if (seizure) throw fault(`不动产单元已于 ${limitText(seizure)}，不能办理`, code)
  if (unit.owner_id === row.subject_id) throw fault('不动产已登记在申请人名下', code)
  if (register === 'estate-transfer' && row.form.seller !== unit.owner_name)
    throw new Problem('invalid', 'automatic-check', '自动核验未通过：转让方不是登记簿上的权利人。', [
      { path: '/form/seller', message: '自动核验未通过：转让方不是登记簿上的权利人' },
    ])
  if (register === 'estate-transfer' && !row.decision) await askOwner(parts, work, unit.owner_id)
}

function fault(why: string, code: string): Problem {
  const message = `自动核验未通过：${why}（${code}）`
  return new Problem('invalid', 'automatic-check', message, [{ path: '/form/unit', message }])
}

/** What a grant writes into a registry, in the transaction of the decision. */
export async function writeRegistry(parts: ServicesParts, work: Work): Promise<void> {
  const { register } = work.content
  if (register === 'estate-transfer') await transferEstate(work)
  if (register === 'firm-start') await startFirm(parts, work)
  if (register === 'firm-change') await changeFirm(parts, work)
  if (register === 'firm-end') await endFirm(parts, work)
}

/** 登簿: the book of the unit goes on, and the certificate takes address and area from it. */
async function transferEstate({ row, tx, now, note, actor }: Work): Promise<void> {
  const code = String(row.form.unit)
  if (!(await store.isTaxed(tx, code, row.subject_id)))
    throw conflict('not-taxed', '契税尚未申报缴纳，不能办理登记。')
  await requireSigned(tx, row.id)
  const unit = await store.findUnit(tx, code, { lock: true })
  if (!unit) throw fault('没有这个不动产单元', code)
  await store.appendEntry(tx, {
    ...{ unit: code, kind: 'transfer', day: dayOf(now), holder: row.subject_name, releases: null },
    ...{ document: row.decision?.number ?? '', applicationId: row.id, by_name: actor.name, time: now },
  })
  await store.setOwner(tx, code, { id: row.subject_id, name: row.subject_name })
  row.form = { ...row.form, address: unit.address, area: unit.area_m2 }
  await note('登簿', code)
}

/** The firm comes into being: its code, its representative’s power, and what later checks ask for. */
async function startFirm(parts: ServicesParts, work: Work): Promise<void> {
  const { row, tx, now, note } = work
  const { subjects } = parts.identity
  const name = String(row.form.firmName)
  const code = await freeCode(parts, { tx }, String(row.form.division))
  const subject = await subjects.ensure(tx, { kind: 'organisation', name, number: code })
  await subjects.assure(tx, subject.id, 2, '市场主体登记')
  const mandate = { subjectId: subject.id, agentId: row.subject_id, authority: 'representative' as const }
  await subjects.empower(tx, {
    ...{ ...mandate, scenes: null, from: now, until: new Date('2999-01-01T00:00:00Z') },
    ...{ proof: row.decision?.number ?? '', grantedBy: null },
  })
  await store.insertFirm(tx, {
    ...{ code, subject_id: subject.id, name, address: String(row.form.address ?? ''), ended_time: null },
    ...{ representative_id: row.subject_id, agent_id: row.by_id, application_id: row.id, founded_time: now },
  })
  row.founded_id = subject.id
  row.form = { ...row.form, kind: firmKindOf(name), established: dayOf(now) }
  await note('登记注册', `${name} ${code}`)
  await informOfPermits(parts, work, { subjectId: subject.id, firmName: name })
}

/** The next code of a division nobody holds. */
async function freeCode(
  { identity }: ServicesParts,
  { tx }: Pick<Work, 'tx'>,
  division: string,
): Promise<string> {
  for (;;) {
    const code = creditCodeOf(division, await takeGaplessNumber(tx, `uscc-${division}`))
    if (!(await identity.subjects.findByNumber(tx, code))) return code
  }
}

/** What a firm registers itself by is changed, on its licence as well; permits are told of anew. */
async function changeFirm(parts: ServicesParts, work: Work): Promise<void> {
  const { row, tx, note, actor } = work
  const subject = await parts.identity.subjects.find(tx, row.subject_id)
  const address = String(row.form.address ?? '').trim()
  const scope = String(row.form.scope ?? '')
  const isKnown = await store.changeFirm(tx, {
    ...{ code: subject?.number ?? '', subject_id: row.subject_id, name: row.subject_name, address },
    ...{ representative_id: row.by_id, agent_id: row.by_id, application_id: row.id, founded_time: null },
    ended_time: null,
  })
  if (!isKnown) throw conflict('firm-ended', '企业已经注销，不能变更登记。')
  const count = await reviseLicences(parts, tx, row.subject_id, {
    ...{ typeId: 'licences.business-licence', reason: '企业变更登记', byName: actor.name },
    fields: { scope, ...(address ? { address } : {}) },
  })
  await note('变更登记', `经营范围：${scope}；营业执照 ${count} 份同时换发`)
  await endDutiesBeyond(parts, tx, row.subject_id, scope)
  await informOfPermits(parts, work, { subjectId: row.subject_id, firmName: row.subject_name })
}

/** The licence is cancelled in the same instant, so that it verifies as such from then on. */
async function endFirm(parts: ServicesParts, { row, tx, now, note }: Work): Promise<void> {
  const subject = await parts.identity.subjects.find(tx, row.subject_id)
  await store.endFirm(tx, {
    ...{ code: subject?.number ?? '', subject_id: row.subject_id, name: row.subject_name, address: '' },
    ...{ representative_id: row.by_id, agent_id: row.by_id, application_id: row.id, founded_time: null },
    ended_time: now,
  })
  const count = await cancelLicences(parts, tx, row.subject_id, {
    ...{ typeId: 'licences.business-licence', reason: '企业注销登记' },
    basis: '《市场主体登记管理条例》第三十一条',
  })
  await note('注销登记', `营业执照 ${count} 份同时注销`)
}
