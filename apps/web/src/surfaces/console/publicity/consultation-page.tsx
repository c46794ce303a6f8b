import {
  answerOpinionGroup,
  type Consultation,
  endConsultation,
  getConsultation,
  listConsultations,
  listOpinions,
  moveOpinion,
  type Opinion,
  type OpinionOutcome,
  suggestOpinionGroups,
  summariseConsultation,
} from '@civitas/sdk'
import { formatNumber, formatTime, Loading, useTexts } from '@civitas/ui'
import { useMutation } from '@tanstack/react-query'
import { Button } from 'antd'
import { useRef, useState } from 'react'
import { useParams } from 'react-router'
import { client } from '../../../app/client.ts'
import { ProblemView } from '../../../app/problem-view.tsx'
import { refresh, useRead } from '../../../app/query.ts'
import { FilterBar } from '../list/filter-bar.tsx'
import { ListTable } from '../list/list-table.tsx'
import { useListQuery } from '../list/use-list-query.ts'
import { ActDialog } from '../parts/act-dialog.tsx'
import { FormDialog } from '../parts/form-dialog.tsx'
import { Facts, Page, Quiet, Section, StateTag } from '../parts/page.tsx'
import { ProblemNote } from '../parts/problem-note.tsx'
import { ConsultationState } from './consultation-list-page.tsx'
import { publicityTexts } from './publicity.texts.ts'

const renew = () => refresh(getConsultation, listOpinions, listConsultations)

/** A consultation with what was said, its groups and what became of them. */
export function ConsultationPage() {
  const { id = '' } = useParams()
  const read = useRead(getConsultation, { params: { id } })
  if (read.isError) return <ProblemView error={read.error} onRetry={() => void read.refetch()} />
  return read.data ? <Shown one={read.data} /> : <Loading />
}

function Shown({ one }: { one: Consultation }) {
  const texts = useTexts(publicityTexts)
  const [summing, setSumming] = useState(false)
  const [isEnding, setEnding] = useState(false)
  return (
    <Page
      title={one.title}
      under={<ConsultationState one={one} />}
      backTo="/console/consultations"
      acts={
        one.state === 'closed' ? (
          <Button type="primary" onClick={() => setSumming(true)}>
            {texts.summarise}
          </Button>
        ) : one.state === 'open' ? (
          <Button onClick={() => setEnding(true)}>{texts.endNow}</Button>
        ) : null
      }
    >
      <Section title={texts.background}>
        <Facts
          facts={[
            { label: texts.unit, value: one.organisationName },
            { label: texts.period, value: `${one.openDay} – ${one.closeDay}` },
            { label: texts.summaryDue, value: formatTime(one.summaryDue) },
            { label: texts.opinions, value: formatNumber(one.opinions) },
            { label: texts.ungrouped, value: formatNumber(one.ungrouped) },
            { label: texts.background, value: one.background, whole: true },
            ...(one.summary ? [{ label: texts.summarise, value: one.summary, whole: true }] : []),
            ...(one.decision ? [{ label: texts.decision, value: one.decision, whole: true }] : []),
          ]}
        />
        <ol>
          {one.clauses.map((clause) => (
            <li key={clause.id}>
              <b>{clause.id}</b> {clause.text}
            </li>
          ))}
        </ol>
      </Section>
      <Groups one={one} />
      <Opinions one={one} />
      {isEnding ? (
        <ActDialog
          title={texts.endNow}
          why={texts.endNowWhy(one.closeDay)}
          comment="none"
          act={() => client.call(endConsultation, { params: { id: one.id } }).finally(renew)}
          onClose={() => setEnding(false)}
        />
      ) : null}
      {summing ? (
        <FormDialog<{ summary: string; decision?: string }>
          title={texts.summarise}
          fields={[
            {
              kind: 'area',
              name: 'summary',
              label: texts.summary,
              required: true,
              rows: 6,
              maxLength: 20_000,
            },
            { kind: 'text', name: 'decision', label: texts.decision, maxLength: 1000 },
          ]}
          act={(body) => client.call(summariseConsultation, { params: { id: one.id }, body }).finally(renew)}
          onClose={() => setSumming(false)}
        />
      ) : null}
    </Page>
  )
}

function Groups({ one }: { one: Consultation }) {
  const texts = useTexts(publicityTexts)
  const [answering, setAnswering] = useState<string | null>(null)
  const group = useMutation({
    mutationFn: () => client.call(suggestOpinionGroups, { params: { id: one.id } }),
    onSettled: renew,
  })
  const outcomes = Object.entries(texts.groupOutcomes).map(([value, label]) => ({ value, label }))
  const isOpen = one.state !== 'summarised'
  return (
    <Section
      title={texts.groups}
      extra={
        isOpen && one.ungrouped > 0 ? (
          <Button size="small" loading={group.isPending} onClick={() => group.mutate()}>
            {texts.group}
          </Button>
        ) : null
      }
    >
      <ProblemNote error={group.error} />
      {one.groups.length === 0 ? <Quiet>{texts.noGroups}</Quiet> : null}
      <ul>
        {one.groups.map((each) => (
          <li key={each.id}>
            <StateTag tone={each.outcome ? 'over' : 'loud'}>
              {each.outcome ? texts.groupOutcomes[each.outcome] : texts.unanswered}
            </StateTag>{' '}
            {each.title}（{each.opinions}）{each.reason ? ` — ${each.reason}` : ''}{' '}
            {isOpen ? (
              <Button type="link" size="small" onClick={() => setAnswering(each.id)}>
                {texts.answerGroup}
              </Button>
            ) : null}
          </li>
        ))}
      </ul>
      {answering ? (
        <FormDialog<{ outcome: OpinionOutcome; reason: string }>
          title={texts.answerGroup}
          fields={[
            { kind: 'choice', name: 'outcome', label: texts.outcome, required: true, options: outcomes },
            { kind: 'area', name: 'reason', label: texts.reason, required: true },
          ]}
          act={(body) => client.call(answerOpinionGroup, { params: { id: answering }, body }).finally(renew)}
          onClose={() => setAnswering(null)}
        />
      ) : null}
    </Section>
  )
}

const none = [] as const

function Opinions({ one }: { one: Consultation }) {
  const texts = useTexts(publicityTexts)
  const query = useListQuery(none)
  const box = useRef<HTMLDivElement>(null)
  const [hiding, setHiding] = useState<Opinion | null>(null)
  const { limit, offset, search } = query
  const read = useRead(
    listOpinions,
    { params: { id: one.id }, query: { limit, offset, search: search || undefined } },
    { keepPrevious: true },
  )
  return (
    <Section title={texts.opinions}>
      <FilterBar query={query} searchBox={box} />
      <ListTable<Opinion>
        label={texts.opinions}
        read={read}
        query={query}
        rowKey={(each) => each.id}
        searchBox={box}
        empty={{ title: texts.noOpinions, why: texts.noOpinionsWhy }}
        columns={[
          { title: texts.clause, render: (_, each) => each.clause ?? '—' },
          { title: texts.opinions, dataIndex: 'text' },
          { title: texts.asker, render: (_, each) => each.name ?? texts.anonymous },
          { title: texts.time, render: (_, each) => formatTime(each.time) },
          {
            title: texts.state,
            render: (_, each) =>
              each.isHidden ? (
                <StateTag tone="over">{texts.hidden}</StateTag>
              ) : one.state === 'summarised' ? null : (
                <Button type="link" size="small" onClick={() => setHiding(each)}>
                  {texts.hide}
                </Button>
              ),
          },
        ]}
      />
      {hiding ? (
        <ActDialog
          title={texts.hide}
          comment="required"
          act={(hide) =>
            client.call(moveOpinion, { params: { id: hiding.id }, body: { hide } }).finally(renew)
          }
          onClose={() => setHiding(null)}
        />
      ) : null}
    </Section>
  )
}
