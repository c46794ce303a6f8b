import { type LicenceData, readCodeToken, readLicenceFile } from '@civitas/contract'
import { type PaperFault, type TrustFile, verifyCode, verifyPaper } from '@civitas/sdk/papers'
import type { Principal } from '../../../kernel/access.ts'
import { newId } from '../../../kernel/ids.ts'
import { invalid, notFound } from '../../../kernel/problem.ts'
import { maskName } from '../../identity/index.ts'
import { readCardToken, verifyCardToken } from '../citizen-cards/token.ts'
import { dayOf } from '../numbers.ts'
import type { ServicesParts } from '../services-parts.ts'
import { parseJson } from '../signing.ts'
import { findSystem } from '../systems/store.ts'
import { readAnchors } from './anchors.ts'
import { judgeRecognition } from './rules.ts'
import * as store from './store.ts'

export interface ForeignPaper {
  kind: 'licence' | 'card' | 'code'
  /** What the other city calls its type, in any of its codes. */
  types: string[]
  holder: string
  validUntil: string | null
  fields: Record<string, string>
  verify(trust: TrustFile, now: Date): PaperFault | null
}

const faultTexts: Record<PaperFault, string> = {
  changed: '内容已被篡改',
  'unknown-key': '签名密钥不在对方城市的信任文件中',
  revoked: '签名失效',
  expired: '已过期',
  'not-trusted': '签名密钥不作此用',
  'not-in-force': '已不在有效状态',
  malformed: '格式有误',
}

/** Takes apart what was shown: a code, a card, or a licence file. */
export function readForeign(content: string): ForeignPaper | null {
  const token = readCodeToken(content)
  if (token)
    return {
      ...{ kind: 'code', types: ['city-code'], holder: token.pseudonym, validUntil: null, fields: {} },
      verify: (trust, now) => verifyCode(content, trust, now).fault,
    }
  const card = readCardToken(content)
  if (card)
    return {
      ...{ kind: 'card', types: [card.kind], holder: card.number, validUntil: card.validUntil, fields: {} },
      verify: (trust, now) => verifyCardToken(card, trust, now),
    }
  const bytes = Buffer.from(content, 'base64')
  const data = readLicence(bytes)
  if (!data) return null
  return {
    ...{ kind: 'licence', types: [data.typeId, data.typeCode, data.typeTitle], fields: { ...data.fields } },
    holder: data.holderNumber.includes('*') ? maskName('person', data.holderName) : data.holderName,
    validUntil: data.validUntil,
    verify: (trust, now) =>
      (verifyPaper(bytes, trust, now) ?? [{ fault: 'malformed' as const }]).find((one) => one.fault)?.fault ??
      null,
  }
}

export function readLicence(bytes: Buffer): LicenceData | null {
  const read = readLicenceFile(bytes)
  return read && read !== 'broken' ? parseJson<LicenceData>(read.one.licence.data) : null
}

export interface Judged {
  outcome: 'passed' | 'refused'
  reason: string
  text: string
}

/** Whether a paper of another city counts here for a scene, and why not. */
export async function judgeForeign(
  parts: ServicesParts,
  systemId: string,
  paper: ForeignPaper,
  scene: string | null,
) {
  const { db, clock } = parts.kernel
  const now = clock.now()
  const row = await store.findForCode(db, {
    ...{
      systemId,
      foreign: paper.types,
      kinds: paper.kind === 'licence' ? ['licence', 'card'] : [paper.kind],
    },
  })
  const anchors = await readAnchors(parts, systemId)
  const fault = paper.verify(anchors.trust, now)
  const judged: Judged = fault
    ? { outcome: 'refused', reason: fault, text: faultTexts[fault] }
    : judgeRecognition(row, scene, dayOf(now))
  return { judged, row, anchors }
}

/** Verifies what somebody of another city shows; every answer is written down. */
export async function verifyForeign(
  parts: ServicesParts,
  principal: Principal,
  given: { systemId: string; scene: string; content: string },
) {
  const { db, clock } = parts.kernel
  const system = await findSystem(db, { id: given.systemId })
  if (system?.kind !== 'city') throw notFound('互认城市', given.systemId)
  const paper = readForeign(given.content)
  if (!paper) throw invalid('/body/content', '不是可以核验的证照、卡或码')
  const { judged, row, anchors } = await judgeForeign(parts, system.id, paper, given.scene)
  const id = newId()
  const typeCode = row?.foreign_code ?? paper.types[0] ?? ''
  const shown = { id, kind: paper.kind, holder: paper.holder, scene: given.scene, ...judged }
  await store.insertCheck(db, {
    ...{ ...shown, system_id: system.id, type_code: typeCode, offline: anchors.isOffline },
    ...{ user_name: principal.name, time: clock.now() },
  })
  const passed = judged.outcome === 'passed' && row
  return {
    ...{ ...shown, systemId: system.id, typeCode, isOffline: anchors.isOffline },
    assurance: passed ? row.assurance : null,
    scenes: row?.scenes ?? [],
    validUntil: paper.validUntil,
    fields: passed
      ? Object.fromEntries(Object.entries(paper.fields).filter(([name]) => row.fields.includes(name)))
      : {},
    anchorsTime: anchors.time.toISOString(),
  }
}
