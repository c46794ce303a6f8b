import {
  draftServiceItem,
  getMe,
  type ItemContent,
  publishServiceItem,
  type ServiceItem,
  saveServiceMaterial,
} from '@civitas/contract'
import type { Client } from '@civitas/sdk'
import { organisations, type TestPlatform } from '../../../src/test-kit/index.ts'

const office = organisations.operationCentre

/** Holidays and make-up days of 2025 the tests count with (国务院办公厅 2025 年部分节假日安排). */
export const days2025: [date: string, kind: 'rest' | 'workday'][] = [
  ...['2025-04-04', '2025-05-01', '2025-05-02', '2025-05-05'].map(
    (date) => [date, 'rest'] as [string, 'rest'],
  ),
  ...['2025-04-27', '2025-09-28', '2025-10-11'].map((date) => [date, 'workday'] as [string, 'workday']),
  ...[1, 2, 3, 6, 7, 8].map((day) => [`2025-10-0${day}`, 'rest'] as [string, 'rest']),
]

export async function importHolidays(city: TestPlatform): Promise<void> {
  await city.kernel.db.transaction((tx) =>
    city.territory.importCalendar(
      tx,
      days2025.map(([date, kind]) => ({ date, kind, note: '' })),
    ),
  )
  await city.territory.reload()
}

/** A whole item; what a test is about is given. */
export function itemContent(more: Partial<ItemContent> = {}): ItemContent {
  return {
    ...{ title: '测试许可', basicCode: '000100001000', kind: 'licence', level: 'city', variant: '新办' },
    ...{ organisation: office.name, supervisor: office.name, applicants: ['person', 'organisation'] },
    basis: [{ law: '中华人民共和国行政许可法', article: '第十二条' }],
    conditions: '材料齐全、符合法定形式。',
    materials: [{ material: 'test.plan', required: true, core: true }],
    ...{ promisedDays: 20, statutoryDays: 20 },
    fee: { fen: 0, title: '不收费', basis: '', beforeDecision: false },
    ...{ questions: [], decision: null },
    fields: [{ name: 'purpose', title: '用途', type: 'text', required: true }],
    steps: [
      { id: 'review', title: '审查', kind: 'review', organisation: office.name, days: 5, suspends: false },
    ],
    ...{
      result: null,
      channels: { consult: '12345', complain: '12345' },
      window: '企业',
      scenes: [],
      words: [],
    },
    ...{ online: 4, visits: 0, acceptedAt: [], commitment: null, tolerance: null, onLedger: true },
    ...more,
  }
}

export interface Hands {
  writer: Client
  reviewer: Client
}

export async function aMaterial(
  { writer }: Hands,
  code: string,
  more: { title?: string; licenceType?: string; dataCheck?: string } = {},
): Promise<void> {
  const { title = code, licenceType = null, dataCheck = null } = more
  await writer.call(saveServiceMaterial, {
    params: { code },
    body: { title, source: '申请人自备', form: 'electronic', copies: 1, licenceType, dataCheck },
  })
}

let made = 0

/** Drafts and publishes an item with its materials. */
export async function anItem(
  hands: Hands,
  more: Partial<ItemContent> = {},
  options: { code?: string; effectiveFrom?: string } = {},
): Promise<ServiceItem> {
  const content = itemContent(more)
  for (const { material } of content.materials) await aMaterial(hands, material)
  const code = options.code ?? `test.item-${++made}`
  const draft = await hands.writer.call(draftServiceItem, { body: { code, content } })
  return hands.reviewer.call(publishServiceItem, {
    params: { id: draft.id, version: draft.version },
    body: options.effectiveFrom ? { effectiveFrom: options.effectiveFrom } : {},
  })
}

/** A citizen whose account is tied to a person the city has checked. */
export async function aCitizen(
  city: TestPlatform,
  person: { name: string; number: string },
): Promise<Client> {
  const client = await city.signedInAs('citizen', { divisions: [] })
  const { user } = await client.call(getMe)
  await city.kernel.db.transaction(async (tx) => {
    const { subjects } = city.identity
    const subject = await subjects.ensure(tx, { kind: 'person', ...person })
    await subjects.link(tx, { userId: user.id, subjectId: subject.id, channel: 'counter' })
    await subjects.assure(tx, subject.id, 2, '人口库比对')
  })
  return client
}

/** A one-page PDF, the smallest a reader opens. */
export const aFile = {
  name: '材料.pdf',
  contentType: 'application/pdf' as const,
  content: Buffer.from('%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n').toString('base64'),
}
