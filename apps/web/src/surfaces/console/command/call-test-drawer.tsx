import { answerTestCall, getCallTest, listMyTestCalls, type TestCall } from '@civitas/sdk'
import { formatClock, formatNumber, formatTime, Loading, useTexts } from '@civitas/ui'
import { useMutation } from '@tanstack/react-query'
import { Button, Drawer, Table } from 'antd'
import { client } from '../../../app/client.ts'
import { ProblemView } from '../../../app/problem-view.tsx'
import { refresh, useRead } from '../../../app/query.ts'
import { Quiet, Section, StateTag } from '../parts/page.tsx'
import { useMay } from '../parts/permissions.tsx'
import { ProblemNote } from '../parts/problem-note.tsx'
import { callTreeTexts } from './call-tree.texts.ts'
import { useCommandNews } from './use-command.ts'

/** A test of the call tree, call by call; the duty desk notes those who answered by telephone. */
export function CallTestDrawer({ id, onClose }: { id: string; onClose: () => void }) {
  const texts = useTexts(callTreeTexts)
  const may = useMay()
  const read = useRead(getCallTest, { params: { id } }, { everyMs: 10_000 })
  useCommandNews([getCallTest])
  const note = useMutation({
    mutationFn: (contactId: string) => client.call(answerTestCall, { params: { id }, body: { contactId } }),
    onSuccess: () => refresh(getCallTest),
  })
  return (
    <Drawer open size="large" title={texts.open} onClose={onClose}>
      {read.isError ? <ProblemView error={read.error} onRetry={() => void read.refetch()} /> : null}
      {read.isPending ? <Loading /> : null}
      <ProblemNote error={note.error} />
      {read.data ? (
        <>
          <p>
            {formatTime(read.data.test.startedTime)} · {read.data.test.startedByName} ·{' '}
            {texts.states[read.data.test.state]}
          </p>
          <Table<TestCall>
            size="small"
            rowKey="contactId"
            dataSource={read.data.calls}
            pagination={read.data.calls.length > 50 ? { pageSize: 50, showSizeChanger: false } : false}
            columns={columnsOf(texts, may('command.duty') ? note.mutate : null)}
          />
        </>
      ) : null}
    </Drawer>
  )
}

type Words = ReturnType<typeof useTexts<typeof callTreeTexts.zh>>
const tones = { answered: 'over', unanswered: 'bad', calling: undefined, waiting: undefined } as const

function columnsOf(texts: Words, onNote: ((contactId: string) => void) | null) {
  return [
    {
      title: texts.person,
      render: (_: unknown, one: TestCall) => (
        <>
          {one.name} <Quiet>{one.duty}</Quiet>
        </>
      ),
    },
    {
      title: texts.caller,
      render: (_: unknown, one: TestCall) =>
        `${texts.level(formatNumber(one.level))} · ${one.isBypassed ? texts.bypassed : (one.callerName ?? texts.centre)}`,
    },
    {
      title: texts.state,
      render: (_: unknown, one: TestCall) => (
        <StateTag tone={tones[one.state]}>{texts.callStates[one.state]}</StateTag>
      ),
    },
    {
      title: texts.called,
      render: (_: unknown, one: TestCall) => (one.calledTime ? formatClock(one.calledTime) : '—'),
    },
    {
      title: texts.took,
      render: (_: unknown, one: TestCall) =>
        one.seconds === null ? '—' : texts.seconds(formatNumber(one.seconds)),
    },
    {
      key: 'acts',
      render: (_: unknown, one: TestCall) =>
        onNote && one.state === 'calling' ? (
          <Button size="small" onClick={() => onNote(one.contactId)}>
            {texts.note}
          </Button>
        ) : null,
    },
  ]
}

/** Calls of a running test that wait for whoever is signed in. */
export function MyTestCalls() {
  const texts = useTexts(callTreeTexts)
  const read = useRead(listMyTestCalls, {}, { everyMs: 10_000 })
  useCommandNews([listMyTestCalls])
  const answer = useMutation({
    mutationFn: (id: string) => client.call(answerTestCall, { params: { id }, body: {} }),
    onSuccess: () => refresh(listMyTestCalls),
  })
  if (!read.data || read.data.length === 0) return null
  return (
    <Section title={texts.mine}>
      <ProblemNote error={answer.error} />
      {read.data.map((one) => (
        <div key={one.testId}>
          <p>{texts.mineWhy(one.callerName ?? texts.centre)}</p>
          {one.callees.length > 0 ? (
            <p>
              {texts.callees(
                one.callees.map((each) => [each.name, each.phone].filter(Boolean).join(' ')).join('、'),
              )}
            </p>
          ) : null}
          <Button type="primary" loading={answer.isPending} onClick={() => answer.mutate(one.testId)}>
            {texts.answer}
          </Button>
        </div>
      ))}
    </Section>
  )
}
