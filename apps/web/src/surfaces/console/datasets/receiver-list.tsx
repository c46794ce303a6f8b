import { type Dataset, listReceivers, registerReceiver } from '@civitas/sdk'
import { formatNumber, formatTime, useTexts } from '@civitas/ui'
import { Button } from 'antd'
import { useState } from 'react'
import { client } from '../../../app/client.ts'
import { refresh, useRead } from '../../../app/query.ts'
import { pageSize, Rows } from '../govern/parts.tsx'
import { FormDialog } from '../parts/form-dialog.tsx'
import { OrganisationSelect } from '../parts/organisation-select.tsx'
import { Section } from '../parts/page.tsx'
import { useMay } from '../parts/permissions.tsx'
import { datasetTexts } from './datasets.texts.ts'

/** Systems that hold a copy of the data: each is told of every correction until it says it took it over (PLT-059). */
export function ReceiverList({ dataset }: { dataset: Dataset }) {
  const { receivers: texts, columns } = useTexts(datasetTexts)
  const may = useMay()
  const params = { id: dataset.id }
  const [at, set] = useState(1)
  const [isAdding, setAdding] = useState(false)
  const read = useRead(
    listReceivers,
    { params, query: { limit: pageSize, offset: (at - 1) * pageSize } },
    { keepPrevious: true },
  )
  return (
    <Section
      title={texts.title}
      extra={
        may('data.review') ? (
          <Button size="small" onClick={() => setAdding(true)}>
            {texts.add}
          </Button>
        ) : null
      }
    >
      <Rows
        label={texts.title}
        read={read}
        rowKey={(row) => `${row.organisationId} ${row.system}`}
        page={{ at, set }}
        none={{ title: texts.none, why: texts.noneWhy }}
        columns={[
          { title: texts.system, dataIndex: 'system' },
          { title: columns.unit, dataIndex: 'organisationName' },
          { title: texts.since, render: (_, row) => formatTime(row.since) },
          { title: texts.waiting, align: 'right', render: (_, row) => formatNumber(row.waiting) },
        ]}
      />
      {isAdding ? (
        <FormDialog<{ organisationId: string; system: string }>
          title={texts.add}
          why={texts.noneWhy}
          fields={[
            {
              ...{ name: 'organisationId', label: columns.unit, kind: 'custom', required: true },
              control: <OrganisationSelect />,
            },
            { name: 'system', label: texts.system, kind: 'text', required: true, maxLength: 100 },
          ]}
          act={async (body) => {
            await client.call(registerReceiver, { params, body })
            refresh(listReceivers)
          }}
          onClose={() => setAdding(false)}
        />
      ) : null}
    </Section>
  )
}
