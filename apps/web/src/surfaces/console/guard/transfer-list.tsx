import { askDataTransfer, type DataTransfer, decideDataTransfer, listDataTransfers } from '@civitas/sdk'
import { formatNumber, useTexts } from '@civitas/ui'
import { Button } from 'antd'
import type { Dayjs } from 'dayjs'
import { useState } from 'react'
import { client } from '../../../app/client.ts'
import { refresh, useRead } from '../../../app/query.ts'
import { DatasetSelect, pageSize, Rows } from '../govern/parts.tsx'
import { FormDialog } from '../parts/form-dialog.tsx'
import { StateTag } from '../parts/page.tsx'
import { useMay } from '../parts/permissions.tsx'
import { toChoices } from '../sharing/tabs-page.tsx'
import { registerTexts } from './registers.texts.ts'

const tones = { waiting: 'loud', approved: undefined, refused: 'bad' } as const

/** Data that leave the city or the country, and who agreed. */
export function TransferList() {
  const texts = useTexts(registerTexts)
  const maySecure = useMay()('data.secure')
  const [at, set] = useState(1)
  const [doing, setDoing] = useState<'ask' | DataTransfer>()
  const read = useRead(
    listDataTransfers,
    { query: { limit: pageSize, offset: (at - 1) * pageSize } },
    { keepPrevious: true },
  )
  const close = () => setDoing(undefined)
  return (
    <>
      <Button type="primary" style={{ marginBottom: 12 }} onClick={() => setDoing('ask')}>
        {texts.askTransfer}
      </Button>
      <Rows<DataTransfer>
        label={texts.tabs.transfers}
        read={read}
        rowKey={(row) => row.id}
        page={{ at, set }}
        none={{ title: texts.noTransfers, why: texts.noTransfersWhy }}
        columns={[
          { title: texts.title, dataIndex: 'title' },
          { title: texts.unit, dataIndex: 'organisationName' },
          { title: texts.receiver, render: (_, row) => `${row.receiver}（${row.place}）` },
          { title: texts.path, render: (_, row) => `${texts.reaches[row.reach]} · ${texts.paths[row.path]}` },
          { title: texts.grade, render: (_, row) => texts.grades[row.grade] },
          { title: texts.persons, align: 'right', render: (_, row) => formatNumber(row.persons) },
          { title: texts.from, render: (_, row) => texts.day(row.fromDay, row.toDay) },
          {
            title: texts.state,
            render: (_, row) => (
              <>
                <StateTag tone={tones[row.state]}>{texts.transferStates[row.state]}</StateTag>{' '}
                {row.decidedBy ? `${row.decidedBy} ${row.note ?? ''}` : null}
                {row.state === 'waiting' && maySecure ? (
                  <Button size="small" onClick={() => setDoing(row)}>
                    {texts.decide}
                  </Button>
                ) : null}
              </>
            ),
          },
        ]}
      />
      {doing === 'ask' ? <Ask onClose={close} /> : null}
      {typeof doing === 'object' ? (
        <FormDialog<{ agree: boolean; note?: string }>
          title={texts.decide}
          why={`${doing.title}：${doing.purpose}`}
          fields={[
            { name: 'agree', label: texts.verdict, kind: 'verdict', yes: texts.agree, no: texts.disagree },
            { name: 'note', label: texts.note, kind: 'area', maxLength: 1000 },
          ]}
          act={async ({ agree, note }) => {
            const body = { agree, ...(note ? { note } : {}) }
            await client.call(decideDataTransfer, { params: { id: doing.id }, body })
            refresh(listDataTransfers)
          }}
          onClose={close}
        />
      ) : null}
    </>
  )
}

type Form = Pick<DataTransfer, 'title' | 'receiver' | 'reach' | 'place' | 'path' | 'purpose' | 'persons'> & {
  datasetId: string
  fromDay: Dayjs
  toDay: Dayjs
}

function Ask({ onClose }: { onClose: () => void }) {
  const texts = useTexts(registerTexts)
  return (
    <FormDialog<Form>
      title={texts.askTransfer}
      first={{ reach: 'out-of-city', path: 'agreement', persons: 0 }}
      fields={[
        { name: 'title', label: texts.title, kind: 'text', required: true, maxLength: 200 },
        {
          name: 'datasetId',
          label: texts.datasets,
          kind: 'custom',
          required: true,
          control: <DatasetSelect />,
        },
        { name: 'receiver', label: texts.receiver, kind: 'text', required: true, maxLength: 200 },
        { name: 'reach', label: texts.reach, kind: 'choice', options: toChoices(texts.reaches) },
        { name: 'place', label: texts.place, kind: 'text', required: true, maxLength: 100 },
        { name: 'path', label: texts.path, kind: 'choice', options: toChoices(texts.paths) },
        { name: 'purpose', label: texts.purpose, kind: 'area', required: true, maxLength: 500 },
        { name: 'persons', label: texts.persons, kind: 'number', min: 0, precision: 0 },
        { name: 'fromDay', label: texts.from, kind: 'day', required: true },
        { name: 'toDay', label: texts.to, kind: 'day', required: true },
      ]}
      act={async ({ datasetId, fromDay, toDay, ...rest }) => {
        const days = { fromDay: fromDay.format('YYYY-MM-DD'), toDay: toDay.format('YYYY-MM-DD') }
        await client.call(askDataTransfer, { body: { ...rest, ...days, datasetIds: [datasetId] } })
        refresh(listDataTransfers)
      }}
      onClose={onClose}
    />
  )
}
