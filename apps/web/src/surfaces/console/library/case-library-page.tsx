import {
  addLibraryCase,
  type LibraryCase,
  listIncidentKinds,
  listLibraryCases,
  listPlans,
  type OperationInput,
} from '@civitas/sdk'
import { formatTime, LevelTag, levels, usePick, useTexts } from '@civitas/ui'
import { uiTexts } from '@civitas/ui/texts.ts'
import { Button, type TableColumnsType } from 'antd'
import type { Dayjs } from 'dayjs'
import { useRef, useState } from 'react'
import { client } from '../../../app/client.ts'
import { refresh, useRead } from '../../../app/query.ts'
import { FilterBar } from '../list/filter-bar.tsx'
import { ListTable } from '../list/list-table.tsx'
import { RowLink } from '../list/row-link.tsx'
import { useListQuery } from '../list/use-list-query.ts'
import { FormDialog } from '../parts/form-dialog.tsx'
import { Page } from '../parts/page.tsx'
import { useMay } from '../parts/permissions.tsx'
import styles from './library.module.css'
import { libraryTexts } from './library.texts.ts'

const names = ['kind', 'planId', 'drill'] as const

/** 案例库: past incidents and what was learned of them. */
export function CaseLibraryPage() {
  const texts = useTexts(libraryTexts)
  const may = useMay()
  const query = useListQuery(names)
  const box = useRef<HTMLDivElement>(null)
  const [isAdding, setAdding] = useState(false)
  const { kind, planId, drill } = query.filters
  const read = useRead(
    listLibraryCases,
    {
      query: {
        ...{ limit: query.limit, offset: query.offset, search: query.search || undefined, kind, planId },
        drill: drill === undefined ? undefined : drill === 'true',
      },
    },
    { keepPrevious: true },
  )
  return (
    <Page title={texts.library} under={texts.libraryUnder}>
      <FilterBar query={query} filters={useFilters()} placeholder={texts.search} searchBox={box}>
        {may('command.plans') ? (
          <Button type="primary" onClick={() => setAdding(true)}>
            {texts.add}
          </Button>
        ) : null}
      </FilterBar>
      <ListTable
        label={texts.library}
        read={read}
        query={query}
        columns={useColumns()}
        rowKey={(one) => one.id}
        to={(one) => `/console/case-library/${one.id}`}
        searchBox={box}
        empty={{ title: texts.empty, why: texts.emptyWhy }}
      />
      {isAdding ? <AddDialog onClose={() => setAdding(false)} /> : null}
    </Page>
  )
}

function useChoices() {
  const pick = usePick()
  const kinds = useRead(listIncidentKinds, {}, { staleMs: 600_000 })
  const plans = useRead(listPlans, {}, { staleMs: 600_000 })
  return {
    kinds: (kinds.data ?? []).map((one) => ({ value: one.id, label: pick(one.title) })),
    plans: (plans.data ?? []).map((one) => ({ value: one.planId, label: pick(one.document.title) })),
  }
}

function useFilters() {
  const texts = useTexts(libraryTexts)
  const { kinds, plans } = useChoices()
  return [
    { name: 'kind', label: texts.kind, width: 168, options: kinds },
    { name: 'planId', label: texts.plan, width: 200, options: plans },
    {
      ...{ name: 'drill', label: texts.drill, width: 96 },
      options: [
        { value: 'true', label: texts.yes },
        { value: 'false', label: texts.no },
      ],
    },
  ]
}

function useColumns(): TableColumnsType<LibraryCase> {
  const texts = useTexts(libraryTexts)
  const pick = usePick()
  return [
    {
      ...{ title: texts.level, key: 'level', width: 96 },
      render: (_, one) => (one.level ? <LevelTag level={one.level} /> : '—'),
    },
    {
      ...{ title: texts.title, key: 'title' },
      render: (_, one) => (
        <>
          <RowLink to={`/console/case-library/${one.id}`}>{one.title}</RowLink>
          <small>
            {pick(one.kindTitle)} · {one.place}
          </small>
        </>
      ),
    },
    {
      ...{ title: texts.lessons, key: 'lessons' },
      render: (_, one) => <span className={styles.clamp}>{one.lessons}</span>,
    },
    { title: texts.plan, key: 'plan', render: (_, one) => (one.planTitle ? pick(one.planTitle) : '—') },
    {
      title: texts.happened,
      key: 'time',
      width: 120,
      render: (_, one) => formatTime(one.happenedTime).slice(0, 10),
    },
  ]
}

type Written = Omit<OperationInput<typeof addLibraryCase>['body'], 'happenedTime'> & { happenedTime: Dayjs }

function AddDialog({ onClose }: { onClose: () => void }) {
  const texts = useTexts(libraryTexts)
  const ui = useTexts(uiTexts)
  const { kinds, plans } = useChoices()
  return (
    <FormDialog<Written>
      title={texts.add}
      fields={[
        { name: 'title', label: texts.title, kind: 'text', required: true },
        { name: 'kind', label: texts.kind, kind: 'choice', required: true, options: kinds },
        {
          ...{ name: 'level', label: texts.level, kind: 'choice', allowClear: true },
          options: [...levels].reverse().map((value) => ({ value, label: ui.levelLong[value] })),
        },
        { name: 'happenedTime', label: texts.happened, kind: 'day', required: true },
        { name: 'place', label: texts.place, kind: 'text', required: true },
        { name: 'planId', label: texts.plan, kind: 'choice', allowClear: true, options: plans },
        { name: 'summary', label: texts.summary, kind: 'area', required: true, maxLength: 4000 },
        { name: 'lessons', label: texts.lessons, kind: 'area', required: true, maxLength: 4000 },
      ]}
      act={async ({ happenedTime, ...body }) => {
        const time = happenedTime.startOf('day').toISOString()
        await client.call(addLibraryCase, { body: { ...body, happenedTime: time } })
        refresh(listLibraryCases)
      }}
      onClose={onClose}
    />
  )
}
