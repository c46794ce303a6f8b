import {
  getCatalogueFacets,
  getGatewayStatistics,
  getServiceRate,
  listOrganisations,
  setAbilityDuties,
} from '@civitas/sdk'
import { formatNumber, formatTime, Loading, useTexts } from '@civitas/ui'
import { Button, DatePicker, Table } from 'antd'
import dayjs from 'dayjs'
import { useState } from 'react'
import { client } from '../../../app/client.ts'
import { ProblemView } from '../../../app/problem-view.tsx'
import { refresh, useRead } from '../../../app/query.ts'
import { FormDialog } from '../parts/form-dialog.tsx'
import { Facts, Line, Lines, Quiet, Section } from '../parts/page.tsx'
import { useMay } from '../parts/permissions.tsx'
import { sharingTexts } from './sharing.texts.ts'

/** Calls of the last thirty days by provider, consumer and service; what lies idle. */
export function GatewayStatistics() {
  const texts = useTexts(sharingTexts).gateway
  const read = useRead(getGatewayStatistics, { query: {} })
  if (read.isError) return <ProblemView error={read.error} onRetry={() => void read.refetch()} />
  if (!read.data) return <Loading />
  const lists = ['providers', 'consumers', 'services'] as const
  return (
    <>
      {lists.map((name) => (
        <Section key={name} title={texts[name]}>
          <Table
            size="small"
            rowKey="name"
            pagination={false}
            scroll={{ x: 'max-content' }}
            dataSource={read.data[name]}
            columns={[
              { title: texts[name], dataIndex: 'name' },
              { title: texts.calls, align: 'right', render: (_, each) => formatNumber(each.calls) },
              { title: texts.rows, align: 'right', render: (_, each) => formatNumber(each.rows) },
              { title: texts.failed, align: 'right', render: (_, each) => formatNumber(each.failed) },
              { title: texts.millis, align: 'right', render: (_, each) => formatNumber(each.millis, 1) },
            ]}
          />
        </Section>
      ))}
      <Section title={texts.idle}>
        <Lines>
          {read.data.idle.map((one) => (
            <Line
              key={one.datasetId}
              to={`/console/datasets/${one.datasetId}`}
              title={one.name}
              note={one.lastUsedTime ? formatTime(one.lastUsedTime) : null}
            />
          ))}
        </Lines>
      </Section>
    </>
  )
}

/** 服务率 of common abilities in a span of days, with who has not called, and the sharing rates. */
export function ServiceRate() {
  const texts = useTexts(sharingTexts).gateway
  const may = useMay()
  const [span, setSpan] = useState([dayjs().startOf('month'), dayjs()] as const)
  const [isSetting, setSetting] = useState(false)
  const [from, to] = span.map((day) => day.format('YYYY-MM-DD')) as [string, string]
  const read = useRead(getServiceRate, { query: { from, to } }, { keepPrevious: true })
  const facets = useRead(getCatalogueFacets, {})
  return (
    <>
      <p>
        <DatePicker.RangePicker
          aria-label={`${texts.from} ${texts.to}`}
          value={[span[0], span[1]]}
          allowClear={false}
          onChange={(days) => days?.[0] && days[1] && setSpan([days[0], days[1]])}
        />{' '}
        {may('data.operate') ? <Button onClick={() => setSetting(true)}>{texts.duties}</Button> : null}
      </p>
      {read.data ? (
        <>
          <Facts
            facts={[
              { label: texts.rate, value: shownRate(read.data.rate) },
              { label: texts.calls, value: `${read.data.calling}/${read.data.duty}` },
              { label: texts.catalogueRate, value: shownRate(facets.data?.catalogueSharingRate) },
              { label: texts.businessRate, value: shownRate(facets.data?.businessSharingRate) },
            ]}
          />
          <Quiet>{read.data.definition}</Quiet>
          <Section title={`${texts.missing} ${read.data.missing.length}`}>
            <Lines>
              {read.data.missing.map((one) => (
                <Line key={one.organisationId} title={one.name} />
              ))}
            </Lines>
          </Section>
        </>
      ) : (
        <Loading />
      )}
      {isSetting ? <SetDuties onClose={() => setSetting(false)} /> : null}
    </>
  )
}

const shownRate = (rate: number | null | undefined) =>
  rate === null || rate === undefined ? '—' : `${formatNumber(rate, 1)} %`

function SetDuties({ onClose }: { onClose: () => void }) {
  const texts = useTexts(sharingTexts).gateway
  const read = useRead(listOrganisations, { query: { limit: 500 } })
  return (
    <FormDialog<{ organisationIds: string[] }>
      title={texts.duties}
      fields={[
        {
          ...{ name: 'organisationIds', label: texts.units, kind: 'choices', required: true },
          options: (read.data?.items ?? []).map((one) => ({ value: one.id, label: one.name })),
        },
      ]}
      act={async (body) => {
        await client.call(setAbilityDuties, { body })
        refresh(getServiceRate)
      }}
      onClose={onClose}
    />
  )
}
