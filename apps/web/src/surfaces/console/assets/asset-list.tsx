import { type DataAsset, listAssets, listDatasets, listOrganisations, registerAsset } from '@civitas/sdk'
import { formatNumber, useTexts } from '@civitas/ui'
import { Button, Checkbox, Space, Table } from 'antd'
import { useState } from 'react'
import { client } from '../../../app/client.ts'
import { refresh, useRead } from '../../../app/query.ts'
import { FormDialog } from '../parts/form-dialog.tsx'
import { StateTag } from '../parts/page.tsx'
import { useMay } from '../parts/permissions.tsx'
import { assetTexts } from './assets.texts.ts'

const pageSize = 20

/** Assets with their rights, cost and use; those that lie idle first. */
export function AssetList({ onlyIdle }: { onlyIdle: boolean }) {
  const texts = useTexts(assetTexts)
  const may = useMay()
  const [isIdle, setIdle] = useState(onlyIdle)
  const [page, setPage] = useState(1)
  const [registering, setRegistering] = useState(false)
  const query = { limit: pageSize, offset: (page - 1) * pageSize, ...(isIdle ? { isIdle } : {}) }
  const read = useRead(listAssets, { query }, { keepPrevious: true })
  return (
    <>
      <Space>
        <Checkbox checked={isIdle} onChange={(event) => setIdle(event.target.checked)}>
          {texts.idle}
        </Checkbox>
        {may('data.own') ? (
          <Button type="primary" onClick={() => setRegistering(true)}>
            {texts.register}
          </Button>
        ) : null}
      </Space>
      <Table<DataAsset>
        size="small"
        rowKey="datasetId"
        scroll={{ x: 'max-content' }}
        dataSource={read.data?.items}
        pagination={{
          current: page,
          pageSize,
          total: read.data?.total ?? 0,
          onChange: setPage,
          hideOnSinglePage: true,
        }}
        columns={[
          {
            title: texts.dataset,
            render: (_, one) => (
              <>
                {one.name} {one.isIdle ? <StateTag tone="bad">{texts.isIdle}</StateTag> : null}
              </>
            ),
          },
          { title: texts.unit, dataIndex: 'organisationName' },
          { title: texts.holder, render: (_, one) => one.holder.name },
          { title: texts.processor, render: (_, one) => one.processor.name },
          { title: texts.operator, render: (_, one) => one.operator.name },
          { title: texts.cost, align: 'right', render: (_, one) => formatNumber(one.monthlyCost, 4) },
          { title: texts.uses, align: 'right', render: (_, one) => formatNumber(one.uses) },
          { title: texts.lastUsed, render: (_, one) => one.lastUsed ?? '—' },
          { title: texts.advice, render: (_, one) => texts.advices[one.advice] },
        ]}
      />
      {registering ? <Register onClose={() => setRegistering(false)} /> : null}
    </>
  )
}

interface RegisterValues {
  datasetId: string
  holderId: string
  processorId: string
  operatorId: string
  storagePerGb: number
  valuation: DataAsset['valuation']
}

function Register({ onClose }: { onClose: () => void }) {
  const texts = useTexts(assetTexts)
  const [words, setWords] = useState('')
  const datasets = useRead(
    listDatasets,
    { query: { limit: 20, search: words || undefined } },
    { keepPrevious: true },
  )
  const organisations = useRead(listOrganisations, { query: { limit: 500 } }, { staleMs: 300_000 })
  const units = organisations.data?.items.map(({ id, name }) => ({ value: id, label: name })) ?? []
  const unit = (name: 'holderId' | 'processorId' | 'operatorId', label: string) =>
    ({ kind: 'choice', name, label, required: true, options: units }) as const
  return (
    <FormDialog<RegisterValues>
      title={texts.register}
      first={{ storagePerGb: 0.5, valuation: 'cost' }}
      fields={[
        {
          ...{ kind: 'choice', name: 'datasetId', label: texts.dataset, required: true, onSearch: setWords },
          options: datasets.data?.items.map(({ id, name }) => ({ value: id, label: name })) ?? [],
        },
        unit('holderId', texts.holder),
        unit('processorId', texts.processor),
        unit('operatorId', texts.operator),
        { kind: 'number', name: 'storagePerGb', label: texts.storage, required: true, min: 0 },
        {
          ...{ kind: 'choice', name: 'valuation', label: texts.valuation, required: true },
          options: Object.entries(texts.valuations).map(([value, label]) => ({ value, label })),
        },
      ]}
      act={async ({ datasetId, ...body }) => {
        await client.call(registerAsset, { params: { id: datasetId }, body })
        refresh(listAssets)
      }}
      onClose={onClose}
    />
  )
}
