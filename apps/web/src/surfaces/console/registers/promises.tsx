import {
  judgeExcludedRatings,
  listOpenPromises,
  listServiceRatings,
  type OperationOutput,
  openGreenChannel,
  type ServiceRating,
  searchServiceItems,
} from '@civitas/sdk'
import { formatTime, useTexts } from '@civitas/ui'
import { Space } from 'antd'
import { client } from '../../../app/client.ts'
import { useRead } from '../../../app/query.ts'
import { ActButton } from '../govern/parts.tsx'
import { RowLink } from '../list/row-link.tsx'
import { Paged } from '../papers/paged.tsx'
import { Quiet } from '../parts/page.tsx'
import { useMay } from '../parts/permissions.tsx'
import { oversightTexts } from './oversight.texts.ts'
import { RecordList } from './record-list.tsx'

type OpenPromise = OperationOutput<typeof listOpenPromises>['items'][number]

interface Green {
  title: string
  from: string
  to: string
  numbers: string
  itemIds?: string[]
  share: number
}

/** 承诺与容缺: what was promised and not checked or brought yet; green channels are opened here (SOC-006). */
export function PromiseList() {
  const texts = useTexts(oversightTexts)
  const may = useMay()
  const items = useRead(searchServiceItems, { query: { limit: 200 } })
  const fields = texts.greenFields
  return (
    <RecordList<OpenPromise>
      label={texts.number}
      operation={listOpenPromises}
      rowKey={(one) => `${one.application.id}${one.kind}`}
      name={(one) => one.application.number ?? '—'}
      columns={[
        { title: texts.item, render: (_, one) => one.application.itemTitle },
        { title: texts.subject, render: (_, one) => one.application.subjectName },
        { title: texts.kind, render: (_, one) => texts.kinds[one.kind] },
        { title: texts.due, render: (_, one) => one.dueDay ?? '—' },
      ]}
      facts={(one) => [
        { label: texts.item, value: one.application.itemTitle, whole: true },
        { label: texts.subject, value: one.application.subjectName },
        { label: texts.kind, value: texts.kinds[one.kind] },
        { label: texts.due, value: one.dueDay ?? '—' },
        {
          label: texts.number,
          value: (
            <RowLink to={`/console/service-applications/${one.application.id}`}>
              {one.application.number ?? '—'}
            </RowLink>
          ),
        },
      ]}
      create={
        may('services.release')
          ? {
              label: texts.green,
              first: { share: 0.5 },
              fields: [
                { kind: 'text', name: 'title', label: fields.title, required: true, maxLength: 200 },
                { kind: 'day', name: 'from', label: fields.from, required: true },
                { kind: 'day', name: 'to', label: fields.to, required: true },
                { kind: 'area', name: 'numbers', label: fields.numbers, required: true, rows: 4 },
                {
                  ...{ kind: 'choices', name: 'itemIds', label: fields.items },
                  options: (items.data?.items ?? []).map((one) => ({ value: one.id, label: one.title })),
                },
                {
                  ...{ kind: 'number', name: 'share', label: fields.share, required: true },
                  ...{ min: 0.1, max: 1, precision: 2 },
                },
              ],
              run: ({ numbers, itemIds = [], ...body }: Green) =>
                client.call(openGreenChannel, {
                  body: { ...body, itemIds, numbers: numbers.split(/\s+/).filter(Boolean) },
                }),
            }
          : undefined
      }
      empty={texts.noPromises}
    />
  )
}

/** 疑似刷评: left out of the score until supervision decides (SOC-011). */
export function ExcludedRatings() {
  const texts = useTexts(oversightTexts)
  const judge = (id: string, counts: boolean) =>
    client.call(judgeExcludedRatings, { body: { ids: [id], counts } })
  return (
    <>
      <Quiet>{texts.excludedWhy}</Quiet>
      <Paged<ServiceRating, typeof listServiceRatings>
        label={texts.tabs.excluded}
        operation={listServiceRatings}
        query={{ excluded: true }}
        rowKey={(one) => one.id}
        columns={[
          { title: texts.time, render: (_, one) => (one.time ? formatTime(one.time) : '—') },
          { title: texts.unit, dataIndex: 'organisationName' },
          { title: texts.item, dataIndex: 'itemTitle' },
          { title: texts.grade, dataIndex: 'grade' },
          { title: texts.says, render: (_, one) => one.text ?? '—' },
          {
            title: '',
            render: (_, one) => (
              <Space>
                {([true, false] as const).map((counts) => (
                  <ActButton<typeof judgeExcludedRatings>
                    key={String(counts)}
                    act={() => judge(one.id, counts)}
                    touches={[listServiceRatings]}
                  >
                    {counts ? texts.counts : texts.drop}
                  </ActButton>
                ))}
              </Space>
            ),
          },
        ]}
      />
    </>
  )
}
