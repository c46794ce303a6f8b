import { type Disclosure, handleDisclosure, listDisclosures } from '@civitas/sdk'
import { formatTime, useTexts } from '@civitas/ui'
import { Button, Drawer, Space } from 'antd'
import { useRef, useState } from 'react'
import { client } from '../../../app/client.ts'
import { refresh, useRead } from '../../../app/query.ts'
import { FilterBar } from '../list/filter-bar.tsx'
import { ListTable } from '../list/list-table.tsx'
import { useListQuery } from '../list/use-list-query.ts'
import { type DialogField, FormDialog } from '../parts/form-dialog.tsx'
import { Facts, Page, Section, StateTag } from '../parts/page.tsx'
import { publicityTexts } from './publicity.texts.ts'

const filters = ['state'] as const
type Act = 'correct' | 'consult' | 'resume' | 'extend' | 'answer' | 'dispute'
const actsOf: Record<Disclosure['state'], Act[]> = {
  received: ['answer', 'correct', 'consult', 'extend'],
  correcting: ['resume', 'answer'],
  consulting: ['resume', 'answer'],
  answered: ['dispute'],
}

/** 依申请公开: requests for government information with their clocks (SOC-124). */
export function DisclosureListPage() {
  const texts = useTexts(publicityTexts)
  const query = useListQuery(filters)
  const box = useRef<HTMLDivElement>(null)
  const [opened, setOpened] = useState<Disclosure | null>(null)
  const { limit, offset, search } = query
  const read = useRead(
    listDisclosures,
    { query: { limit, offset, search: search || undefined, ...(query.filters as object) } },
    { keepPrevious: true },
  )
  return (
    <Page title={texts.disclosures}>
      <FilterBar
        query={query}
        filters={[
          {
            ...{ name: 'state', label: texts.state },
            options: Object.entries(texts.requestStates).map(([value, label]) => ({ value, label })),
          },
        ]}
        placeholder={texts.searchRequest}
        searchBox={box}
      />
      <ListTable<Disclosure>
        label={texts.disclosures}
        read={read}
        query={query}
        rowKey={(each) => each.id}
        onOpen={setOpened}
        searchBox={box}
        empty={{ title: texts.disclosureEmpty, why: texts.disclosureEmptyWhy }}
        columns={[
          {
            title: texts.subject,
            render: (_, each) => (
              <Button type="link" size="small" onClick={() => setOpened(each)}>
                {each.subject}
              </Button>
            ),
          },
          { title: texts.applicant, dataIndex: 'applicant' },
          { title: texts.unit, dataIndex: 'organisationName' },
          { title: texts.received, render: (_, each) => formatTime(each.receivedTime) },
          { title: texts.due, render: (_, each) => formatTime(each.dueTime) },
          { title: texts.state, render: (_, each) => <RequestState request={each} /> },
        ]}
      />
      {opened ? (
        <RequestDrawer request={opened} onChange={setOpened} onClose={() => setOpened(null)} />
      ) : null}
    </Page>
  )
}

function RequestState({ request }: { request: Disclosure }) {
  const texts = useTexts(publicityTexts)
  if (request.isOverdue) return <StateTag tone="bad">{texts.late}</StateTag>
  const tone = request.state === 'answered' ? 'over' : request.state === 'received' ? 'loud' : undefined
  return <StateTag tone={tone}>{texts.requestStates[request.state]}</StateTag>
}

interface DrawerProps {
  request: Disclosure
  onChange: (request: Disclosure) => void
  onClose: () => void
}

function RequestDrawer({ request, onChange, onClose }: DrawerProps) {
  const texts = useTexts(publicityTexts)
  const [act, setAct] = useState<Act | null>(null)
  return (
    <Drawer open size="large" onClose={onClose} title={`${request.number} ${request.subject}`}>
      <Facts
        facts={[
          { label: texts.applicant, value: request.applicant },
          { label: texts.unit, value: request.organisationName },
          { label: texts.due, value: formatTime(request.dueTime) },
          { label: texts.state, value: <RequestState request={request} /> },
          { label: texts.description, value: request.description, whole: true },
          ...(request.answerKind
            ? [{ label: texts.answerKind, value: texts.answerKinds[request.answerKind], whole: true }]
            : []),
          ...(request.answer ? [{ label: texts.acts.answer, value: request.answer, whole: true }] : []),
        ]}
      />
      <Section title={texts.steps2}>
        <ul>
          {request.steps.map((step) => (
            <li key={step.time}>
              {formatTime(step.time)} · {step.by} · {texts.acts[step.act as Act] ?? texts.received}：
              {step.text}
            </li>
          ))}
        </ul>
      </Section>
      <Space wrap>
        {actsOf[request.state].map((each) => (
          <Button key={each} type={each === 'answer' ? 'primary' : 'default'} onClick={() => setAct(each)}>
            {texts.acts[each]}
          </Button>
        ))}
      </Space>
      {act ? (
        <HandleDialog request={request} act={act} onDone={onChange} onClose={() => setAct(null)} />
      ) : null}
    </Drawer>
  )
}

interface HandleProps {
  request: Disclosure
  act: Act
  onDone: (request: Disclosure) => void
  onClose: () => void
}

function HandleDialog({ request, act, onDone, onClose }: HandleProps) {
  const texts = useTexts(publicityTexts)
  const toOptions = (words: Record<string, string>) =>
    Object.entries(words).map(([value, label]) => ({ value, label }))
  const choice = (name: string, label: string, words: Record<string, string>): DialogField => ({
    ...{ kind: 'choice', name, label, required: true, options: toOptions(words) },
  })
  const own: Partial<Record<Act, DialogField[]>> = {
    extend: [
      { kind: 'number', name: 'days', label: texts.days, min: 1, max: 20, precision: 0, required: true },
    ],
    answer: [choice('answerKind', texts.answerKind, texts.answerKinds)],
    dispute: [
      choice('dispute', texts.dispute, texts.disputes),
      choice('outcome', texts.outcome, texts.outcomes),
    ],
  }
  return (
    <FormDialog<{ text: string }>
      title={texts.acts[act]}
      fields={[
        ...(own[act] ?? []),
        { kind: 'area', name: 'text', label: texts.text, required: true, rows: 5, maxLength: 8000 },
      ]}
      act={async (values) => {
        onDone(await client.call(handleDisclosure, { params: { id: request.id }, body: { act, ...values } }))
        refresh(listDisclosures)
      }}
      onClose={onClose}
    />
  )
}
