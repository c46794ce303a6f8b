import { buildTheme, getTheme, retireTheme, type Theme, type ThemeCoverage } from '@civitas/sdk'
import { formatNumber, formatTime, Loading, useTexts } from '@civitas/ui'
import { useMutation } from '@tanstack/react-query'
import { Button, Progress, Space, Table } from 'antd'
import { useState } from 'react'
import { Link, useParams } from 'react-router'
import { client } from '../../../app/client.ts'
import { ProblemView } from '../../../app/problem-view.tsx'
import { refresh, useRead } from '../../../app/query.ts'
import { FormDialog } from '../parts/form-dialog.tsx'
import { Columns, Facts, Page, Section, StateTag } from '../parts/page.tsx'
import { useMay } from '../parts/permissions.tsx'
import { ProblemNote } from '../parts/problem-note.tsx'
import { ThemeForm } from './theme-form.tsx'
import { themeTexts } from './themes.texts.ts'

/** A theme: how far it is covered, who owes what is missing, and its data. */
export function ThemePage() {
  const { id = '' } = useParams()
  const texts = useTexts(themeTexts)
  const read = useRead(getTheme, { params: { id } })
  if (read.isError) return <ProblemView error={read.error} onRetry={() => void read.refetch()} />
  if (!read.data) return <Loading />
  const { theme, coverage } = read.data
  return (
    <Page
      backTo="/console/themes"
      title={
        <>
          {theme.name}{' '}
          <StateTag tone={theme.state === 'retired' ? 'over' : undefined}>
            {texts.states[theme.state]}
          </StateTag>
        </>
      }
      under={`${theme.organisationName} · ${theme.subject}`}
      acts={<Acts theme={theme} />}
    >
      <Columns main={<Coverage coverage={coverage} />} side={<About theme={theme} />} />
    </Page>
  )
}

function Acts({ theme }: { theme: Theme }) {
  const texts = useTexts(themeTexts)
  const may = useMay()
  const [dialog, setDialog] = useState<'edit' | 'retire'>()
  const build = useMutation({
    mutationFn: () => client.call(buildTheme, { params: { id: theme.id } }),
    onSettled: () => refresh(getTheme),
  })
  if (theme.state === 'retired' || !may('data.process')) return null
  return (
    <>
      <Space wrap>
        <Button onClick={() => setDialog('edit')}>{texts.edit}</Button>
        {may('data.govern') ? <Button onClick={() => setDialog('retire')}>{texts.retire}</Button> : null}
        <Button type="primary" disabled={build.isPending} onClick={() => build.mutate()}>
          {build.isPending ? texts.building : texts.build}
        </Button>
      </Space>
      <ProblemNote error={build.error} />
      {dialog === 'edit' ? <ThemeForm theme={theme} onClose={() => setDialog(undefined)} /> : null}
      {dialog === 'retire' ? (
        <FormDialog<{ reason: string }>
          danger
          title={texts.retire}
          why={texts.retireWhy}
          fields={[{ name: 'reason', label: texts.reason, kind: 'area', required: true, maxLength: 300 }]}
          act={async ({ reason }) => {
            await client.call(retireTheme, { params: { id: theme.id }, body: { reason } })
            refresh(getTheme)
          }}
          onClose={() => setDialog(undefined)}
        />
      ) : null}
    </>
  )
}

function Coverage({ coverage }: { coverage: ThemeCoverage }) {
  const texts = useTexts(themeTexts)
  const { attributes, delivered, percent, missing, filled } = coverage
  return (
    <>
      <Section title={texts.coverage}>
        <p>{texts.covered(formatNumber(percent, 1), formatNumber(delivered), formatNumber(attributes))}</p>
        <Progress percent={percent} showInfo={false} aria-label={texts.coverage} />
      </Section>
      {missing.length > 0 ? (
        <Section title={texts.missing}>
          <Table
            size="small"
            rowKey="name"
            pagination={false}
            dataSource={missing}
            columns={[
              { title: texts.attributeTitle, dataIndex: 'title' },
              { title: texts.owes, render: (_, one) => one.organisationName ?? texts.none },
            ]}
          />
        </Section>
      ) : null}
      <Section title={texts.filled}>
        <Table
          size="small"
          rowKey="name"
          pagination={{ pageSize: 20, hideOnSinglePage: true, showSizeChanger: false }}
          dataSource={filled}
          columns={[
            { title: texts.attributeTitle, dataIndex: 'title' },
            {
              title: texts.filled,
              align: 'right',
              render: (_, one) => (one.percent === null ? '—' : `${formatNumber(one.percent, 1)}%`),
            },
          ]}
        />
      </Section>
    </>
  )
}

function About({ theme }: { theme: Theme }) {
  const texts = useTexts(themeTexts)
  return (
    <Section title={texts.table}>
      <Facts
        facts={[
          { label: texts.columns.key, value: texts.keys[theme.key] },
          { label: texts.columns.rows, value: theme.rows === null ? '—' : formatNumber(theme.rows) },
          { label: texts.columns.built, value: theme.builtTime ? formatTime(theme.builtTime) : '—' },
        ]}
      />
      {theme.datasetId ? (
        <Link to={`/console/datasets/${theme.datasetId}?tab=rows`}>{texts.open}</Link>
      ) : null}
    </Section>
  )
}
