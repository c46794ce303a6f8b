import { addPlanCard, listCardTemplates, listPlanCards, type PlanCard } from '@civitas/sdk'
import { usePick, useTexts } from '@civitas/ui'
import { Button, type TableColumnsType } from 'antd'
import { useRef, useState } from 'react'
import { useNavigate } from 'react-router'
import { client } from '../../../app/client.ts'
import { refresh, useRead } from '../../../app/query.ts'
import { FilterBar } from '../list/filter-bar.tsx'
import { ListTable } from '../list/list-table.tsx'
import { RowLink } from '../list/row-link.tsx'
import { useListQuery } from '../list/use-list-query.ts'
import { DivisionSelect } from '../parts/division-select.tsx'
import { FormDialog } from '../parts/form-dialog.tsx'
import { Page } from '../parts/page.tsx'
import { useMay } from '../parts/permissions.tsx'
import styles from './library.module.css'
import { libraryTexts } from './library.texts.ts'

const names = ['planId', 'kind', 'division'] as const

/** 基层预案卡: one page for each village, community and firm. */
export function PlanCardListPage() {
  const texts = useTexts(libraryTexts)
  const may = useMay()
  const query = useListQuery(names)
  const box = useRef<HTMLDivElement>(null)
  const [isAdding, setAdding] = useState(false)
  const { planId, kind, division } = query.filters
  const read = useRead(
    listPlanCards,
    {
      query: {
        ...{ limit: query.limit, offset: query.offset, search: query.search || undefined },
        ...{ planId, division, kind: kind as PlanCard['kind'] | undefined },
      },
    },
    { keepPrevious: true },
  )
  return (
    <Page title={texts.cards} under={texts.cardsUnder}>
      <FilterBar query={query} filters={useFilters()} placeholder={texts.cardSearch} searchBox={box}>
        <DivisionSelect value={division} onChange={(code) => query.set({ division: code ?? null })} />
        {may('command.plans') ? (
          <Button type="primary" onClick={() => setAdding(true)}>
            {texts.addCard}
          </Button>
        ) : null}
      </FilterBar>
      <ListTable
        label={texts.cards}
        read={read}
        query={query}
        columns={useColumns()}
        rowKey={(one) => one.id}
        to={(one) => `/console/plan-cards/${one.id}`}
        searchBox={box}
        empty={{ title: texts.emptyCards, why: texts.emptyCardsWhy }}
      />
      {isAdding ? <AddDialog onClose={() => setAdding(false)} /> : null}
    </Page>
  )
}

function useTemplatePlans() {
  const pick = usePick()
  const read = useRead(listCardTemplates, {}, { staleMs: 600_000 })
  const plans = new Map((read.data ?? []).map((one) => [one.planId, pick(one.planTitle)]))
  return [...plans].map(([value, label]) => ({ value, label }))
}

function useKinds() {
  const texts = useTexts(libraryTexts)
  return Object.entries(texts.kinds).map(([value, label]) => ({ value, label }))
}

function useFilters() {
  const texts = useTexts(libraryTexts)
  return [
    { name: 'planId', label: texts.plan, width: 200, options: useTemplatePlans() },
    { name: 'kind', label: texts.kind, width: 120, options: useKinds() },
  ]
}

function useColumns(): TableColumnsType<PlanCard> {
  const texts = useTexts(libraryTexts)
  const pick = usePick()
  return [
    {
      ...{ title: texts.subject, key: 'subject' },
      render: (_, one) => <RowLink to={`/console/plan-cards/${one.id}`}>{one.subject}</RowLink>,
    },
    { title: texts.kind, key: 'kind', width: 96, render: (_, one) => texts.kinds[one.kind] },
    { title: texts.plan, key: 'plan', render: (_, one) => pick(one.planTitle) },
    { title: texts.division, key: 'division', render: (_, one) => one.divisionName ?? one.divisionCode },
    {
      ...{ title: texts.posts, key: 'posts', width: 140 },
      render: (_, one) => {
        const vacant = one.holders.filter((each) => !each.holder).length
        return (
          <>
            {one.document.posts.length}{' '}
            {vacant > 0 ? <span className={styles.red}>{texts.vacancies(String(vacant))}</span> : null}
          </>
        )
      },
    },
    {
      ...{ title: texts.review, key: 'review', width: 160 },
      render: (_, one) => (
        <span className={one.isExpired ? styles.red : ''}>
          {one.reviewDate} {one.isExpired ? texts.expired : ''}
        </span>
      ),
    },
  ]
}

function AddDialog({ onClose }: { onClose: () => void }) {
  const texts = useTexts(libraryTexts)
  const navigate = useNavigate()
  return (
    <FormDialog<{ planId: string; kind: PlanCard['kind']; subject: string; divisionCode: string }>
      title={texts.addCard}
      fields={[
        { name: 'planId', label: texts.plan, kind: 'choice', required: true, options: useTemplatePlans() },
        { name: 'kind', label: texts.kind, kind: 'choice', required: true, options: useKinds() },
        { name: 'subject', label: texts.subject, kind: 'text', required: true, maxLength: 100 },
        {
          ...{ name: 'divisionCode', label: texts.division, kind: 'custom', required: true },
          control: <DivisionSelect value={undefined} onChange={() => undefined} width="100%" />,
        },
      ]}
      act={async (body) => {
        const made = await client.call(addPlanCard, { body })
        refresh(listPlanCards)
        navigate(`/console/plan-cards/${made.id}`)
      }}
      onClose={onClose}
    />
  )
}
