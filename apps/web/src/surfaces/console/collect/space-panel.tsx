import { type DataSpace, listDataSpaces, setDataQuota } from '@civitas/sdk'
import { formatNumber, useTexts } from '@civitas/ui'
import { Button, Progress } from 'antd'
import { useRef, useState } from 'react'
import { client } from '../../../app/client.ts'
import { refresh, useRead } from '../../../app/query.ts'
import { ListTable } from '../list/list-table.tsx'
import { useListQuery } from '../list/use-list-query.ts'
import { FormDialog } from '../parts/form-dialog.tsx'
import { useMay } from '../parts/permissions.tsx'
import { formatBytes } from './bytes.ts'
import { collectTexts } from './collect.texts.ts'

const megabyte = 1024 * 1024

/** The room each unit has, and what it uses. */
export function SpacePanel() {
  const texts = useTexts(collectTexts)
  const may = useMay()
  const query = useListQuery(['tab'])
  const box = useRef<HTMLDivElement>(null)
  const [changing, setChanging] = useState<DataSpace>()
  const { limit, offset } = query
  const read = useRead(listDataSpaces, { query: { limit, offset } }, { keepPrevious: true })
  return (
    <>
      <ListTable<DataSpace>
        label={texts.tabs.spaces}
        read={read}
        query={query}
        rowKey={(one) => one.organisationId}
        to={(one) => `/console/datasets?organisation=${one.organisationId}`}
        searchBox={box}
        empty={{ title: texts.noSpaces, why: texts.noSpacesWhy }}
        columns={[
          { title: texts.unit, dataIndex: 'organisationName' },
          { title: texts.datasets, align: 'right', render: (_, one) => formatNumber(one.datasets) },
          { title: texts.records, align: 'right', render: (_, one) => formatNumber(one.rows) },
          { title: texts.used, align: 'right', render: (_, one) => formatBytes(one.usedBytes) },
          {
            title: texts.quota,
            render: (_, one) =>
              one.quotaBytes === null ? (
                texts.none
              ) : (
                <>
                  {formatBytes(one.quotaBytes)}
                  <Progress
                    size="small"
                    aria-label={texts.used}
                    percent={Math.min(100, Math.round((one.usedBytes / Math.max(1, one.quotaBytes)) * 100))}
                  />
                </>
              ),
          },
          {
            title: '',
            key: 'acts',
            render: (_, one) =>
              may('data.govern') ? (
                <Button size="small" onClick={() => setChanging(one)}>
                  {texts.setQuota}
                </Button>
              ) : null,
          },
        ]}
      />
      {changing ? (
        <FormDialog<{ quota?: number | null }>
          title={texts.setQuota}
          why={changing.organisationName}
          first={changing.quotaBytes === null ? {} : { quota: changing.quotaBytes / megabyte }}
          fields={[{ name: 'quota', label: texts.quotaMb, kind: 'number', min: 0, precision: 2 }]}
          act={async ({ quota }) => {
            const isLimited = quota !== null && quota !== undefined
            await client.call(setDataQuota, {
              params: { id: changing.organisationId },
              body: isLimited ? { quotaBytes: Math.round(quota * megabyte) } : {},
            })
            refresh(listDataSpaces)
          }}
          onClose={() => setChanging(undefined)}
        />
      ) : null}
    </>
  )
}
