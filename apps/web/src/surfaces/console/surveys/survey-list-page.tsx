import { listSurveys, type Survey } from '@civitas/sdk'
import { formatTime, useTexts } from '@civitas/ui'
import { Button } from 'antd'
import { useRef, useState } from 'react'
import { refresh, useRead } from '../../../app/query.ts'
import { FilterBar } from '../list/filter-bar.tsx'
import { ListTable } from '../list/list-table.tsx'
import { RowLink } from '../list/row-link.tsx'
import { useListQuery } from '../list/use-list-query.ts'
import { Page, StateTag } from '../parts/page.tsx'
import { useMay } from '../parts/permissions.tsx'
import { SurveyForm } from './survey-form.tsx'
import { surveyTexts } from './surveys.texts.ts'

const none = [] as const

/** Questionnaires with which a city asks its citizens (PLT-106). */
export function SurveyListPage() {
  const texts = useTexts(surveyTexts)
  const may = useMay()
  const query = useListQuery(none)
  const box = useRef<HTMLDivElement>(null)
  const [isMaking, setMaking] = useState(false)
  const { limit, offset, search } = query
  const read = useRead(
    listSurveys,
    { query: { limit, offset, search: search || undefined } },
    { keepPrevious: true },
  )
  return (
    <Page
      title={texts.title}
      acts={
        may('indicators.manage') ? (
          <Button type="primary" onClick={() => setMaking(true)}>
            {texts.make}
          </Button>
        ) : null
      }
    >
      <FilterBar query={query} filters={[]} placeholder={texts.search} searchBox={box} />
      <ListTable<Survey>
        label={texts.title}
        read={read}
        query={query}
        rowKey={(each) => each.id}
        to={(each) => `/console/surveys/${each.id}`}
        searchBox={box}
        empty={{ title: texts.empty, why: texts.emptyWhy }}
        columns={[
          {
            title: texts.columns.title,
            render: (_, each) => <RowLink to={`/console/surveys/${each.id}`}>{each.title}</RowLink>,
          },
          { title: texts.columns.state, render: (_, each) => <SurveyStateTag state={each.state} /> },
          { title: texts.columns.questions, align: 'right', render: (_, each) => each.questions.length },
          {
            title: texts.columns.opened,
            render: (_, each) => (each.openedTime ? formatTime(each.openedTime) : '—'),
          },
        ]}
      />
      {isMaking ? <SurveyForm onSaved={() => refresh(listSurveys)} onClose={() => setMaking(false)} /> : null}
    </Page>
  )
}

export function SurveyStateTag({ state }: { state: Survey['state'] }) {
  const texts = useTexts(surveyTexts)
  return (
    <StateTag tone={state === 'open' ? 'loud' : state === 'closed' ? 'over' : undefined}>
      {texts.states[state]}
    </StateTag>
  )
}
