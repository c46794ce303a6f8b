import { type Consultation, listConsultations, openConsultation } from '@civitas/sdk'
import { formatNumber, useTexts } from '@civitas/ui'
import { Button } from 'antd'
import type { Dayjs } from 'dayjs'
import { useRef, useState } from 'react'
import { client } from '../../../app/client.ts'
import { refresh, useRead } from '../../../app/query.ts'
import { FilterBar } from '../list/filter-bar.tsx'
import { ListTable } from '../list/list-table.tsx'
import { RowLink } from '../list/row-link.tsx'
import { useListQuery } from '../list/use-list-query.ts'
import { FormDialog, toDay } from '../parts/form-dialog.tsx'
import { Page, StateTag } from '../parts/page.tsx'
import { publicityTexts } from './publicity.texts.ts'

const filters = ['state'] as const

/** 意见征集: drafts before the public (SOC-024). */
export function ConsultationListPage() {
  const texts = useTexts(publicityTexts)
  const query = useListQuery(filters)
  const box = useRef<HTMLDivElement>(null)
  const [opening, setOpening] = useState(false)
  const { limit, offset, search } = query
  const read = useRead(
    listConsultations,
    { query: { limit, offset, search: search || undefined, ...(query.filters as object) } },
    { keepPrevious: true },
  )
  return (
    <Page
      title={texts.consultations}
      acts={
        <Button type="primary" onClick={() => setOpening(true)}>
          {texts.open}
        </Button>
      }
    >
      <FilterBar
        query={query}
        filters={[
          {
            ...{ name: 'state', label: texts.state },
            options: Object.entries(texts.consultStates).map(([value, label]) => ({ value, label })),
          },
        ]}
        placeholder={texts.headline}
        searchBox={box}
      />
      <ListTable<Consultation>
        label={texts.consultations}
        read={read}
        query={query}
        rowKey={(each) => each.id}
        to={(each) => `/console/consultations/${each.id}`}
        searchBox={box}
        empty={{ title: texts.consultEmpty, why: texts.consultEmptyWhy }}
        columns={[
          {
            title: texts.headline,
            render: (_, each) => <RowLink to={`/console/consultations/${each.id}`}>{each.title}</RowLink>,
          },
          { title: texts.unit, dataIndex: 'organisationName' },
          { title: texts.period, render: (_, each) => `${each.openDay} – ${each.closeDay}` },
          { title: texts.opinions, align: 'right', render: (_, each) => formatNumber(each.opinions) },
          { title: texts.state, render: (_, each) => <ConsultationState one={each} /> },
        ]}
      />
      {opening ? <OpenDialog onClose={() => setOpening(false)} /> : null}
    </Page>
  )
}

export function ConsultationState({ one }: { one: Consultation }) {
  const texts = useTexts(publicityTexts)
  const tone = one.state === 'summarised' ? 'over' : one.state === 'closed' ? 'loud' : undefined
  return <StateTag tone={tone}>{texts.consultStates[one.state]}</StateTag>
}

interface Values {
  title: string
  background: string
  clauses?: string
  isMajor?: boolean
  shortReason?: string
  audience?: string
  openDay: Dayjs
  closeDay: Dayjs
}

/** Lines of “number text” as clauses; a line without a number is numbered by its place. */
function readClauses(lines: string): { id: string; text: string }[] {
  return lines
    .split('\n')
    .map((line) => line.trim())
    .filter(Boolean)
    .map((line, at) => {
      const [, id, text] = /^(\S{1,12})\s+(.+)$/.exec(line) ?? []
      return id && text ? { id, text } : { id: String(at + 1), text: line }
    })
}

function OpenDialog({ onClose }: { onClose: () => void }) {
  const texts = useTexts(publicityTexts)
  return (
    <FormDialog<Values>
      title={texts.open}
      width={720}
      first={{ isMajor: false }}
      fields={[
        { kind: 'text', name: 'title', label: texts.headline, required: true },
        { kind: 'area', name: 'background', label: texts.background, required: true, maxLength: 20_000 },
        {
          kind: 'area',
          name: 'clauses',
          label: texts.clauses,
          rows: 6,
          maxLength: 50_000,
          extra: texts.clausesHint,
        },
        { kind: 'text', name: 'audience', label: texts.audience },
        { kind: 'day', name: 'openDay', label: texts.openDay, required: true },
        { kind: 'day', name: 'closeDay', label: texts.closeDay, required: true },
        { kind: 'tick', name: 'isMajor', label: texts.isMajor },
        { kind: 'area', name: 'shortReason', label: texts.shortReason, rows: 2, maxLength: 1000 },
      ]}
      act={({ clauses, openDay, closeDay, isMajor, ...rest }) =>
        client
          .call(openConsultation, {
            body: {
              ...{ ...rest, isMajor: isMajor ?? false, clauses: readClauses(clauses ?? '') },
              ...{ openDay: toDay(openDay), closeDay: toDay(closeDay) },
            },
          })
          .finally(() => refresh(listConsultations))
      }
      onClose={onClose}
    />
  )
}
