import {
  addEstateEntry,
  type EstateUnit,
  getEstateUnit,
  listEstateUnits,
  registerEstateUnit,
} from '@civitas/sdk'
import { formatNumber, useTexts } from '@civitas/ui'
import { Timeline } from 'antd'
import { client } from '../../../app/client.ts'
import { refresh, useRead } from '../../../app/query.ts'
import { Section, StateTag } from '../parts/page.tsx'
import { useMay } from '../parts/permissions.tsx'
import { toChoices } from '../sharing/tabs-page.tsx'
import { estateTexts } from './estates.texts.ts'
import { RecordList } from './record-list.tsx'
import { registerTexts } from './registers.texts.ts'

interface Entered {
  code: string
  address: string
  areaM2: number
  usage: keyof typeof estateTexts.zh.estates.usages
  document: string
  ownerKind: 'person' | 'organisation'
  ownerName: string
  ownerNumber: string
}
interface Limited {
  kind: 'mortgage' | 'seizure' | 'release'
  day: string
  holder: string
  document: string
  releases?: number
}

/** 不动产登记簿: units with what is entered for each; nothing in the book is changed. */
export function EstateList() {
  const { estates: texts } = useTexts(estateTexts)
  const { tabs } = useTexts(registerTexts)
  const may = useMay()
  const { mortgage, seizure, release } = texts.kinds
  return (
    <RecordList<EstateUnit>
      label={texts.code}
      operation={listEstateUnits}
      rowKey={(one) => one.code}
      name={(one) => one.code}
      columns={[
        { title: texts.address, dataIndex: 'address' },
        { title: texts.usage, dataIndex: 'usage' },
        { title: texts.area, align: 'right', render: (_, one) => formatNumber(one.areaM2, 1) },
        { title: texts.owner, dataIndex: 'ownerName' },
        {
          title: texts.limits,
          render: (_, one) => (
            <StateTag tone={one.limits.length > 0 ? 'bad' : 'over'}>
              {one.limits.length > 0 ? one.limits.length : texts.free}
            </StateTag>
          ),
        },
      ]}
      facts={(one) => [
        { label: texts.address, value: one.address, whole: true },
        { label: texts.owner, value: one.ownerName },
        { label: texts.area, value: formatNumber(one.areaM2, 1) },
        { label: texts.limits, value: one.limits.join('；') || texts.free, whole: true },
      ]}
      more={(one) => <Book code={one.code} />}
      acts={[
        {
          label: texts.add,
          when: () => may('services.decide'),
          fields: [
            {
              ...{ kind: 'choice', name: 'kind', label: texts.kind, required: true },
              options: toChoices({ mortgage, seizure, release }),
            },
            { kind: 'day', name: 'day', label: texts.day, required: true },
            { kind: 'text', name: 'holder', label: texts.holder, required: true, maxLength: 100 },
            { kind: 'text', name: 'document', label: texts.document, required: true, maxLength: 200 },
            { kind: 'number', name: 'releases', label: texts.releases, min: 1, precision: 0 },
          ],
          run: async (one, body: Limited) => {
            await client.call(addEstateEntry, { params: { code: one.code }, body })
            refresh(getEstateUnit)
          },
        },
      ]}
      create={
        may('services.decide')
          ? {
              label: texts.enter,
              first: { ownerKind: 'person' },
              fields: [
                { kind: 'code', name: 'code', label: texts.code, required: true, maxLength: 28 },
                { kind: 'text', name: 'address', label: texts.address, required: true, maxLength: 200 },
                {
                  kind: 'number',
                  name: 'areaM2',
                  label: texts.area,
                  required: true,
                  min: 0.01,
                  precision: 2,
                },
                {
                  kind: 'choice',
                  name: 'usage',
                  label: texts.usage,
                  required: true,
                  options: toChoices(texts.usages),
                },
                {
                  ...{ kind: 'choice', name: 'ownerKind', label: texts.ownerKind, required: true },
                  options: toChoices(texts.ownerKinds),
                },
                { kind: 'text', name: 'ownerName', label: texts.owner, required: true },
                { kind: 'code', name: 'ownerNumber', label: texts.number, required: true, maxLength: 18 },
                { kind: 'text', name: 'document', label: texts.document, required: true, maxLength: 200 },
              ],
              run: ({ ownerKind, ownerName, ownerNumber, ...body }: Entered) =>
                client.call(registerEstateUnit, {
                  body: { ...body, owner: { kind: ownerKind, name: ownerName, number: ownerNumber } },
                }),
            }
          : undefined
      }
      empty={{ title: texts.empty, why: `${tabs.estates}：${texts.emptyWhy}` }}
    />
  )
}

function Book({ code }: { code: string }) {
  const { estates: texts } = useTexts(estateTexts)
  const read = useRead(getEstateUnit, { params: { code } })
  return (
    <Section title={texts.book}>
      <Timeline
        items={(read.data?.entries ?? []).map((one) => ({
          key: String(one.sequence),
          content: `${texts.sequence(one.sequence)} ${texts.kinds[one.kind]} · ${one.day} · ${one.holder} · ${one.document}`,
        }))}
      />
    </Section>
  )
}
