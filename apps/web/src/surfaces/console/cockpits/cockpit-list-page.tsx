import { type CockpitPage, listPages, savePage } from '@civitas/sdk'
import { formatNumber, RelativeTime, useTexts } from '@civitas/ui'
import { Button, type TableColumnsType } from 'antd'
import { useRef, useState } from 'react'
import { useNavigate } from 'react-router'
import { client } from '../../../app/client.ts'
import { refresh, useRead } from '../../../app/query.ts'
import { cockpitTexts } from '../../../capabilities/cockpit/cockpit.texts.ts'
import { FilterBar } from '../list/filter-bar.tsx'
import { ListTable } from '../list/list-table.tsx'
import { RowLink } from '../list/row-link.tsx'
import { useListQuery } from '../list/use-list-query.ts'
import { FormDialog } from '../parts/form-dialog.tsx'
import { Line, Lines, Page, Quiet, Section, StateTag } from '../parts/page.tsx'
import { useMay } from '../parts/permissions.tsx'
import { cockpitsTexts } from './cockpits.texts.ts'
import { TopicDialog } from './topic-dialog.tsx'

const names = ['state'] as const

/** Cockpit pages, and the applications that have none. */
export function CockpitListPage() {
  const texts = useTexts(cockpitsTexts)
  const may = useMay()
  const query = useListQuery(names)
  const box = useRef<HTMLDivElement>(null)
  const [dialog, setDialog] = useState<'new' | 'import' | 'topic' | null>(null)
  const state = query.filters.state as CockpitPage['state'] | undefined
  const { search, limit, offset } = query
  const read = useRead(
    listPages,
    { query: { state, search: search || undefined, limit, offset } },
    { keepPrevious: true },
  )
  const states = Object.entries(texts.states).map(([value, label]) => ({ value, label }))
  const unconfigured = read.data?.unconfigured ?? []
  return (
    <Page
      title={texts.list}
      acts={
        may('indicators.compose') ? (
          <>
            <Button onClick={() => setDialog('import')}>{texts.importTemplate}</Button>
            <Button onClick={() => setDialog('topic')}>{texts.topic}</Button>
            <Button type="primary" onClick={() => setDialog('new')}>
              {texts.make}
            </Button>
          </>
        ) : null
      }
    >
      <FilterBar
        query={query}
        filters={[{ name: 'state', label: texts.columns.state, width: 130, options: states }]}
        placeholder={texts.search}
        searchBox={box}
      />
      <ListTable
        label={texts.list}
        read={read}
        query={query}
        columns={useColumns()}
        rowKey={(one) => one.id}
        to={(one) => `/console/cockpits/${one.id}`}
        searchBox={box}
        empty={{ title: texts.empty, why: texts.emptyWhy }}
      />
      <Section title={texts.unconfigured}>
        {unconfigured.length === 0 ? <Quiet>{texts.allConfigured}</Quiet> : null}
        <Lines>
          {unconfigured.map((one) => (
            <Line
              key={one.id}
              title={one.title}
              note={<StateTag tone="loud">{texts.unconfiguredMark}</StateTag>}
            />
          ))}
        </Lines>
      </Section>
      {dialog === 'topic' ? <TopicDialog onClose={() => setDialog(null)} /> : null}
      {dialog && dialog !== 'topic' ? (
        <NewPage isImport={dialog === 'import'} onClose={() => setDialog(null)} />
      ) : null}
    </Page>
  )
}

function useColumns(): TableColumnsType<CockpitPage> {
  const texts = useTexts(cockpitsTexts)
  const words = useTexts(cockpitTexts)
  const { columns } = texts
  return [
    {
      title: columns.title,
      key: 'title',
      render: (_, one) => <RowLink to={`/console/cockpits/${one.id}`}>{one.title}</RowLink>,
    },
    { title: columns.grade, key: 'grade', render: (_, one) => words.grades[one.grade] },
    {
      title: columns.state,
      key: 'state',
      render: (_, one) => (
        <StateTag tone={one.state === 'in-review' ? 'loud' : undefined}>{texts.states[one.state]}</StateTag>
      ),
    },
    {
      title: columns.version,
      key: 'version',
      render: (_, one) => (one.publishedVersion === null ? '' : texts.version(String(one.publishedVersion))),
    },
    { title: columns.views, key: 'views', align: 'right', render: (_, one) => formatNumber(one.views) },
    {
      title: columns.load,
      key: 'load',
      align: 'right',
      render: (_, one) => (one.loadMs === null ? '' : texts.ms(formatNumber(one.loadMs))),
    },
    { title: columns.changed, key: 'changed', render: (_, one) => <RelativeTime time={one.changedTime} /> },
    {
      title: columns.acts,
      key: 'acts',
      render: (_, one) =>
        one.publishedVersion === null ? null : (
          <a href={`/screen/${one.id}`} target="_blank" rel="noreferrer">
            {texts.open}
          </a>
        ),
    },
  ]
}

interface NewValues {
  id: string
  title: string
  grade: CockpitPage['grade']
  template?: string
}

const blank = { theme: 'dark' as const, rows: 20, refreshSeconds: 10, components: [] }

function NewPage({ isImport, onClose }: { isImport: boolean; onClose: () => void }) {
  const texts = useTexts(cockpitsTexts)
  const words = useTexts(cockpitTexts)
  const navigate = useNavigate()
  const grades = Object.entries(words.grades).map(([value, label]) => ({ value, label }))
  const act = async ({ id, title, grade, template }: NewValues) => {
    const content = template ? JSON.parse(template).content : blank
    await client.call(savePage, { params: { id }, body: { title, grade, content } })
    refresh(listPages)
    navigate(`/console/cockpits/${id}`)
  }
  const check = (value: unknown) => {
    try {
      return JSON.parse(String(value)).format === 'civitas-cockpit-1' ? null : texts.templateWrong
    } catch {
      return texts.templateWrong
    }
  }
  return (
    <FormDialog<NewValues>
      title={isImport ? texts.importTemplate : texts.make}
      first={{ grade: 'internal' }}
      fields={[
        {
          ...{ kind: 'code', name: 'id', label: texts.code, required: true, extra: texts.codeHint },
          pattern: { is: /^[a-z0-9][a-z0-9.-]*$/, else: texts.codeWrong },
        },
        { kind: 'text', name: 'title', label: texts.title, required: true, maxLength: 100 },
        { kind: 'choice', name: 'grade', label: texts.grade, required: true, options: grades },
        ...(isImport
          ? [
              {
                kind: 'area' as const,
                name: 'template',
                label: texts.template,
                required: true,
                rows: 8,
                maxLength: 900_000,
                check,
              },
            ]
          : []),
      ]}
      act={act}
      onClose={onClose}
    />
  )
}
