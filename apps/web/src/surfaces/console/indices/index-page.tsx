import { getIndexValue, type IndexValue, listIndexVersions } from '@civitas/sdk'
import { formatNumber, Loading, useTexts } from '@civitas/ui'
import { Button, Input, Select, Space, Table } from 'antd'
import { useState } from 'react'
import { useParams, useSearchParams } from 'react-router'
import { ProblemView } from '../../../app/problem-view.tsx'
import { useRead } from '../../../app/query.ts'
import big from '../indicators/indicators.module.css'
import { Line, Lines, Page, Quiet, Section, StateTag } from '../parts/page.tsx'
import { useMay } from '../parts/permissions.tsx'
import { IndexForm } from './index-form.tsx'
import styles from './indices.module.css'
import { indexTexts } from './indices.texts.ts'

/** An index of a period with what each part gave, beside another version of its weights (GOV-016, PLT-095). */
export function IndexPage() {
  const { id = '' } = useParams()
  const texts = useTexts(indexTexts)
  const may = useMay()
  const [parameters, setParameters] = useSearchParams()
  const [isChanging, setChanging] = useState(false)
  const versions = useRead(listIndexVersions, { params: { id } })
  const period = parameters.get('period') ?? undefined
  const other = parameters.get('against')
  const put = (name: string, value: string | undefined) =>
    setParameters((former) => {
      if (value) former.set(name, value)
      else former.delete(name)
      return former
    })
  if (versions.isError) return <ProblemView error={versions.error} onRetry={() => void versions.refetch()} />
  if (!versions.data) return <Loading />
  const newest = [...versions.data].sort((a, b) => b.version - a.version)[0]
  const options = versions.data.map((one) => ({
    value: String(one.version),
    label: `${texts.version(String(one.version))} · ${texts.from(one.validFrom)}`,
  }))
  return (
    <Page
      backTo="/console/indices"
      title={newest?.title ?? id}
      under={<span className="code">{id}</span>}
      acts={
        <Space>
          <Input
            type="month"
            aria-label={texts.period}
            value={period}
            onChange={(event) => put('period', event.target.value)}
          />
          <Select
            aria-label={texts.compareWith}
            placeholder={texts.compareWith}
            allowClear
            style={{ minWidth: 200 }}
            options={options}
            value={other ?? undefined}
            onChange={(value?: string) => put('against', value)}
          />
          {may('indicators.manage') ? (
            <Button onClick={() => setChanging(true)}>{texts.change}</Button>
          ) : null}
        </Space>
      }
    >
      <div className={styles.side}>
        <ValueOf id={id} period={period} />
        {other ? <ValueOf id={id} period={period} version={Number(other)} /> : null}
      </div>
      <Section title={texts.versions}>
        <Lines>
          {versions.data.map((one) => (
            <Line
              key={one.version}
              title={`${texts.version(String(one.version))} · ${texts.from(one.validFrom)}`}
              note={one.formula}
            />
          ))}
        </Lines>
      </Section>
      {isChanging && newest ? <IndexForm index={newest} onClose={() => setChanging(false)} /> : null}
    </Page>
  )
}

type Part = IndexValue['contributions'][number]

function ValueOf({ id, period, version }: { id: string; period?: string; version?: number }) {
  const texts = useTexts(indexTexts)
  const read = useRead(getIndexValue, { params: { id }, query: { period, version } }, { keepPrevious: true })
  if (read.isError) return <ProblemView error={read.error} onRetry={() => void read.refetch()} />
  if (!read.data) return <Loading />
  const { value, coverage, smoothed, note, formula, contributions } = read.data
  return (
    <Section
      title={`${texts.version(String(read.data.version))}${version === undefined ? ` · ${texts.current}` : ''}`}
      extra={read.data.period}
    >
      <p className={big.big}>{value === null ? texts.none : formatNumber(value, 2)}</p>
      <Quiet>{texts.coverage(formatNumber(coverage, 1))}</Quiet>
      {smoothed ? <StateTag tone="loud">{texts.smoothed}</StateTag> : null}
      {note ? <Quiet>{note}</Quiet> : null}
      <Quiet>{`${texts.formula}：${formula}`}</Quiet>
      <Table<Part>
        size="small"
        rowKey="indicator"
        dataSource={contributions}
        pagination={false}
        scroll={{ x: 'max-content' }}
        columns={[
          { title: texts.indicator, dataIndex: 'title' },
          ...(['value', 'score', 'weight', 'contribution'] as const).map((key) => ({
            title: {
              value: texts.raw,
              score: texts.score,
              weight: texts.weight,
              contribution: texts.contribution,
            }[key],
            align: 'right' as const,
            render: (_: unknown, one: Part) =>
              one[key] === null ? (key === 'value' && one.note ? one.note : '—') : formatNumber(one[key], 2),
          })),
        ]}
      />
    </Section>
  )
}
