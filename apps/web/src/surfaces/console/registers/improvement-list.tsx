import {
  decideImprovement,
  finishImprovement,
  getImprovementEffect,
  type ItemImprovement,
  listImprovements,
  type OperationOutput,
  proposeImprovement,
} from '@civitas/sdk'
import { formatTime, useTexts } from '@civitas/ui'
import { useMutation } from '@tanstack/react-query'
import { Button, Table } from 'antd'
import { client } from '../../../app/client.ts'
import { refresh, useRead } from '../../../app/query.ts'
import { RowLink } from '../list/row-link.tsx'
import { Section, StateTag } from '../parts/page.tsx'
import { useMay } from '../parts/permissions.tsx'
import { ProblemNote } from '../parts/problem-note.tsx'
import { improvementTexts } from './improvements.texts.ts'
import { oversightTexts } from './oversight.texts.ts'
import { RecordList } from './record-list.tsx'

/** 优化建议: findings put before their offices, what these answered, and the effect (SOC-013). */
export function ImprovementList() {
  const texts = useTexts(improvementTexts)
  const { findingKinds } = useTexts(oversightTexts)
  const may = useMay()
  const status = (one: ItemImprovement) => (
    <StateTag tone={one.isLate ? 'bad' : one.state === 'proposed' ? 'loud' : 'over'}>
      {one.isLate ? texts.late : texts.states[one.state]}
    </StateTag>
  )
  const whole = (label: string, value: string | null) => (value ? [{ label, value, whole: true }] : [])
  const decide = (one: ItemImprovement, body: object) =>
    client.call(decideImprovement, { params: { id: one.id }, body: body as never })
  const isToAnswer = (one: ItemImprovement) => one.state === 'proposed' && may('services.examine')
  return (
    <RecordList<ItemImprovement>
      label={texts.number}
      operation={listImprovements}
      states={texts.states}
      rowKey={(one) => one.id}
      name={(one) => one.number}
      columns={[
        { title: texts.item, dataIndex: 'itemTitle' },
        { title: texts.kind, render: (_, one) => findingKinds[one.kind] },
        { title: texts.unit, dataIndex: 'organisationName' },
        { title: texts.who, render: (_, one) => one.who ?? '—' },
        { title: texts.due, render: (_, one) => one.dueDay ?? '—' },
        { title: '', render: (_, one) => status(one) },
      ]}
      facts={(one) => [
        {
          label: texts.item,
          value: may('services.edit') ? (
            <RowLink to={`/console/service-items/${one.itemId}`}>{one.itemTitle}</RowLink>
          ) : (
            one.itemTitle
          ),
        },
        { label: texts.unit, value: one.organisationName },
        { label: texts.by, value: `${one.byName} · ${formatTime(one.time)}` },
        ...whole(texts.text, one.text),
        ...whole(texts.reason, one.reason),
        ...(one.who ? [{ label: texts.who, value: one.who }] : []),
        ...(one.dueDay ? [{ label: texts.due, value: one.dueDay }] : []),
        ...whole(texts.measure, one.measure),
        ...whole(texts.doneNote, one.doneNote),
      ]}
      more={(one) => (one.state === 'done' ? <Effect id={one.id} /> : null)}
      acts={[
        {
          label: texts.accept,
          when: isToAnswer,
          fields: [
            { kind: 'text', name: 'who', label: texts.who, required: true, maxLength: 60 },
            { kind: 'area', name: 'measure', label: texts.measure, required: true, maxLength: 500 },
            { kind: 'day', name: 'dueDay', label: texts.due, required: true },
          ],
          run: (one, values: object) => decide(one, { ...values, accepted: true }),
        },
        {
          label: texts.refuse,
          when: isToAnswer,
          fields: [{ kind: 'area', name: 'reason', label: texts.reason, required: true, maxLength: 500 }],
          run: (one, values: object) => decide(one, { ...values, accepted: false }),
        },
        {
          label: texts.finish,
          when: (one) => one.state === 'accepted' && may('services.examine'),
          fields: [{ kind: 'area', name: 'note', label: texts.doneNote, required: true, maxLength: 500 }],
          run: (one, body: { note: string }) =>
            client.call(finishImprovement, { params: { id: one.id }, body }),
        },
      ]}
      empty={{ title: texts.empty, why: texts.emptyWhy }}
    />
  )
}

type Period = OperationOutput<typeof getImprovementEffect>['before']
const names = [
  ...(['version', 'cases', 'medianDays', 'totalDays', 'waitDays', 'corrected'] as const),
  ...(['materials', 'promisedDays'] as const),
]

function show(period: Period, name: (typeof names)[number]): string {
  const value = period[name]
  if (value === null) return '—'
  if (name === 'corrected') return `${(value * 100).toFixed(1)}%`
  return Number.isInteger(value) ? String(value) : value.toFixed(1)
}

/** As many days before a measure as after it, side by side. */
function Effect({ id }: { id: string }) {
  const texts = useTexts(improvementTexts)
  const read = useRead(getImprovementEffect, { params: { id } })
  const one = read.data
  if (!one) return <ProblemNote error={read.error} />
  const span = (title: string, { from, to }: Period) => `${title} ${from} – ${to}`
  return (
    <Section title={`${texts.effect}（${texts.days(one.days)}）`}>
      <Table<(typeof names)[number]>
        size="small"
        aria-label={texts.effect}
        pagination={false}
        dataSource={[...names]}
        rowKey={(name) => name}
        columns={[
          { title: '', render: (_, name) => texts.rows[name] },
          {
            ...{ title: span(texts.before, one.before), align: 'right' },
            render: (_, name) => show(one.before, name),
          },
          {
            ...{ title: span(texts.after, one.after), align: 'right' },
            render: (_, name) => <b>{show(one.after, name)}</b>,
          },
        ]}
      />
    </Section>
  )
}

/** Puts a finding before the office of its item. */
export function SendFinding({ itemId, text }: { itemId: string; text: string }) {
  const texts = useTexts(improvementTexts)
  const send = useMutation({
    mutationFn: () => client.call(proposeImprovement, { body: { itemId, text } }),
    onSuccess: () => refresh(listImprovements),
  })
  return (
    <>
      <Button size="small" disabled={send.isSuccess} loading={send.isPending} onClick={() => send.mutate()}>
        {send.isSuccess ? texts.sent : texts.send}
      </Button>
      <ProblemNote error={send.error} />
    </>
  )
}
